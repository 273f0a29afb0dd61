/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.validation;

import io.snbridge.common.check.Probe;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.source.config.CreatedTopics;
import io.snbridge.source.config.SourceDefinitions;
import io.snbridge.source.config.SourceKeys;
import io.snbridge.source.config.TableConfigParser;
import io.snbridge.source.config.TableOverrides;
import io.snbridge.source.config.TablePattern;
import io.snbridge.source.config.TableSelection;
import io.snbridge.source.config.Validators;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A {@link TableProbe} for each table that is named or has settings of its own, within a {@link
 * PatternProbe} if it is there by a pattern.
 */
public final class TableQuestions {

  private TableQuestions() {}

  public static List<Probe> of(Map<String, String> properties, ConfigErrors errors) {
    List<String> all =
        Stream.of(errors.property(SourceKeys.TABLES).split(",", -1))
            .map(String::strip)
            .filter(alias -> !alias.isEmpty())
            .distinct()
            .toList();
    TableSelection entries = TableSelection.of(all);
    TableOverrides keys = new TableOverrides(entries, properties);
    Stream<Probe> tables =
        entries.aliases().stream().flatMap(alias -> probe(alias, keys, errors).stream());
    Map<TablePattern, Map<String, TableProbe>> ownSettings = new HashMap<>();
    for (String alias : keys.matchedAliases()) {
      TablePattern first =
          entries.patterns().stream().filter(each -> each.matches(alias)).findFirst().orElseThrow();
      probe(alias, keys, errors)
          .ifPresent(
              probe -> ownSettings.computeIfAbsent(first, p -> new TreeMap<>()).put(alias, probe));
    }
    Stream<Probe> patterns =
        entries.patterns().stream()
            .filter(TablePattern::isSound)
            .map(
                pattern ->
                    new PatternProbe(pattern, ownSettings.getOrDefault(pattern, Map.of()), errors));
    return Stream.concat(tables, patterns).toList();
  }

  /** Empty for what is no table's name. What has an error of its own is as if it was not set. */
  private static Optional<TableProbe> probe(
      String alias, TableOverrides keys, ConfigErrors errors) {
    Map<String, String> settings = keys.of(alias);
    SourceDefinitions.table()
        .validateAll(settings)
        .forEach(
            (key, value) -> {
              if (!value.errorMessages().isEmpty()) {
                settings.remove(key);
              }
            });
    return Optional.of(
            TableConfigParser.parse(alias, settings, "", 1, new CreatedTopics(Map.of()), ""))
        .filter(table -> Validators.isTable(table.table()))
        .map(table -> new TableProbe(table, keys, errors));
  }
}
