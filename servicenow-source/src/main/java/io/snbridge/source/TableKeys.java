/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings of one table: its {@code table.<alias>.<key>} in place of the connector's {@code
 * <key>}. An alias may have dots in it; the longest that fits is meant.
 */
final class TableKeys {

  static final String PREFIX = "table.";

  private static final Set<String> KEYS = SourceDefinitions.table().names();
  private static final Set<String> SHARED_KEYS = SourceDefinitions.connector().names();

  private final TableEntries entries;
  private final List<String> longestFirst;
  private final Map<String, String> properties;

  /**
   * @param entries all of the connector's
   */
  TableKeys(TableEntries entries, Map<String, String> properties) {
    this.entries = entries;
    this.longestFirst =
        entries.aliases().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    this.properties = properties;
  }

  /** The full name of a table's key. */
  static String name(String alias, String key) {
    return PREFIX + alias + "." + key;
  }

  /** What {@link SourceKeys#table()} is to parse for this alias. */
  Map<String, String> of(String alias) {
    Map<String, String> settings = new HashMap<>();
    for (String key : KEYS) {
      String own = properties.get(name(alias, key));
      String shared = isShared(key) ? properties.get(key) : null;
      if (own != null || shared != null) {
        settings.put(key, own != null ? own : shared);
      }
    }
    return settings;
  }

  /** The key whose value a table uses: its own, or the connector's. */
  String origin(String alias, String key) {
    String own = name(alias, key);
    return properties.containsKey(own) || !isShared(key) ? own : key;
  }

  /** Keys under {@code table.} that mean nothing, and why. */
  Map<String, String> meaningless() {
    return properties.keySet().stream()
        .filter(key -> key.startsWith(PREFIX))
        .filter(key -> problem(key).isPresent())
        .collect(Collectors.toMap(key -> key, key -> problem(key).orElseThrow()));
  }

  private Optional<String> problem(String key) {
    String rest = key.substring(PREFIX.length());
    Optional<String> named =
        longestFirst.stream().filter(candidate -> rest.startsWith(candidate + ".")).findFirst();
    Optional<String> alias = named.or(() -> matched(rest));
    if (alias.isEmpty()) {
      return Optional.of("No alias of 'tables' fits this key; the aliases are " + entries);
    }
    String tableKey = rest.substring(alias.get().length() + 1);
    if (named.isEmpty() && tableKey.equals(SourceKeys.NAME)) {
      return Optional.of(
          "'%s' is in 'tables' by a pattern only, so it is a table's name itself; put it into 'tables' to give the name of another"
              .formatted(alias.get()));
    }
    return KEYS.contains(tableKey)
        ? Optional.empty()
        : Optional.of(
            "'%s' cannot be set for a table; what can: %s"
                .formatted(tableKey, KEYS.stream().sorted().toList()));
  }

  /**
   * Those with keys of their own that only a pattern gives; whether there are such tables or not.
   */
  Set<String> matchedAliases() {
    return properties.keySet().stream()
        .filter(key -> key.startsWith(PREFIX))
        .map(key -> key.substring(PREFIX.length()))
        .filter(rest -> longestFirst.stream().noneMatch(alias -> rest.startsWith(alias + ".")))
        .flatMap(rest -> matched(rest).stream())
        .collect(Collectors.toSet());
  }

  /** A table's name has no dot in it. */
  private Optional<String> matched(String rest) {
    return Optional.of(rest.indexOf('.'))
        .filter(dot -> dot > 0)
        .map(dot -> rest.substring(0, dot))
        .filter(entries::matches);
  }

  private static boolean isShared(String key) {
    return SHARED_KEYS.contains(key);
  }
}
