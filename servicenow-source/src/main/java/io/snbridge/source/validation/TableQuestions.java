/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.validation;

import io.snbridge.common.check.Findings;
import io.snbridge.common.check.Question;
import io.snbridge.source.config.CreatedTopics;
import io.snbridge.source.config.SourceDefinitions;
import io.snbridge.source.config.SourceKeys;
import io.snbridge.source.config.TableEntries;
import io.snbridge.source.config.TableKeys;
import io.snbridge.source.config.TablePattern;
import io.snbridge.source.config.TableSettings;
import io.snbridge.source.config.Validators;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A {@link TableQuestion} for each table that is named or has settings of its own, within a {@link
 * PatternQuestion} if it is there by a pattern.
 */
public final class TableQuestions {

  private TableQuestions() {}

  public static List<Question> of(Map<String, String> properties, Findings findings) {
    List<String> all =
        Stream.of(findings.property(SourceKeys.TABLES).split(",", -1))
            .map(String::strip)
            .filter(alias -> !alias.isEmpty())
            .distinct()
            .toList();
    TableEntries entries = TableEntries.of(all);
    TableKeys keys = new TableKeys(entries, properties);
    Stream<Question> tables =
        entries.aliases().stream().flatMap(alias -> question(alias, keys, findings).stream());
    Map<TablePattern, Map<String, TableQuestion>> ownSettings = new HashMap<>();
    for (String alias : keys.matchedAliases()) {
      TablePattern first =
          entries.patterns().stream().filter(each -> each.matches(alias)).findFirst().orElseThrow();
      question(alias, keys, findings)
          .ifPresent(
              question ->
                  ownSettings.computeIfAbsent(first, p -> new TreeMap<>()).put(alias, question));
    }
    Stream<Question> patterns =
        entries.patterns().stream()
            .filter(TablePattern::isSound)
            .map(
                pattern ->
                    new PatternQuestion(
                        pattern, ownSettings.getOrDefault(pattern, Map.of()), findings));
    return Stream.concat(tables, patterns).toList();
  }

  /** Empty for what is no table's name. What has an error of its own is as if it was not set. */
  private static Optional<TableQuestion> question(String alias, TableKeys keys, Findings findings) {
    Map<String, String> settings = keys.of(alias);
    SourceDefinitions.table()
        .validateAll(settings)
        .forEach(
            (key, value) -> {
              if (!value.errorMessages().isEmpty()) {
                settings.remove(key);
              }
            });
    return Optional.of(TableSettings.parse(alias, settings, "", 1, new CreatedTopics(Map.of())))
        .filter(table -> Validators.isTable(table.table()))
        .map(table -> new TableQuestion(table, keys, findings));
  }
}
