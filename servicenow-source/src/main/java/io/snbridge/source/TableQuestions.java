/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.check.Findings;
import io.snbridge.common.check.Question;
import io.snbridge.source.read.TableConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A {@link TableQuestion} for each table of a configuration. */
final class TableQuestions {

  private TableQuestions() {}

  static List<Question> of(Map<String, String> properties, Findings findings) {
    List<String> aliases =
        Stream.of(findings.property(SourceKeys.TABLES).split(",", -1))
            .map(String::strip)
            .filter(alias -> !alias.isEmpty())
            .distinct()
            .toList();
    TableKeys keys = new TableKeys(aliases, properties);
    return aliases.stream()
        .flatMap(alias -> settings(alias, keys).stream())
        .<Question>map(table -> new TableQuestion(table, keys, findings))
        .toList();
  }

  /**
   * Empty for what stands for many tables. What has an error of its own is as if it was not set.
   */
  private static Optional<TableConfig> settings(String alias, TableKeys keys) {
    Map<String, String> settings = keys.of(alias);
    SourceDefinitions.table()
        .validateAll(settings)
        .forEach(
            (key, value) -> {
              if (!value.errorMessages().isEmpty()) {
                settings.remove(key);
              }
            });
    return Optional.of(TableSettings.parse(alias, settings, "", 1))
        .filter(table -> Validators.isTable(table.table()));
  }
}
