/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.keys.Spelling;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of one table: its {@code table.<alias>.<key>} in place of the connector's {@code
 * <key>}. An alias may have dots in it; the longest that fits is meant.
 */
public final class TableOverrides {

  public static final String PREFIX = "table.";

  private static final Set<String> KEYS = SourceDefinitions.table().names();
  private static final Set<String> SHARED_KEYS = SourceDefinitions.connector().names();

  private final TableSelection entries;
  private final List<String> longestFirst;
  private final Map<String, String> properties;

  /**
   * @param entries all of the connector's
   */
  public TableOverrides(TableSelection entries, Map<String, String> properties) {
    this.entries = entries;
    this.longestFirst =
        entries.aliases().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
    this.properties = properties;
  }

  /** The full name of a table's key. */
  public static String name(String alias, String key) {
    return PREFIX + alias + "." + key;
  }

  /** What {@link SourceDefinitions#table()} is to parse for this alias. */
  public Map<String, String> of(String alias) {
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
  public String origin(String alias, String key) {
    String own = name(alias, key);
    return properties.containsKey(own) || !isShared(key) ? own : key;
  }

  /** Keys under {@code table.} that nobody reads, and what to do about each. */
  Map<String, String> unread() {
    return tableKeys()
        .filter(key -> problem(key).isPresent())
        .collect(Collectors.toMap(key -> key, key -> problem(key).orElseThrow()));
  }

  private Optional<String> problem(String key) {
    String rest = rest(key);
    if (isRead(rest)) {
      return Optional.empty();
    }
    Optional<String> alias = named(rest).or(() -> matched(rest));
    if (alias.isEmpty()) {
      return Optional.of(
          "no alias in 'tables' (%s) matches it%s".formatted(entries, meant(ofSimilarAlias(rest))));
    }
    String tableKey = rest.substring(alias.get().length() + 1);
    return KEYS.contains(tableKey) ? Optional.empty() : Optional.of(problem(alias.get(), tableKey));
  }

  /** {@code incident.page.size} is a key of 'incident', even beside an alias 'incident.page'. */
  private boolean isRead(String rest) {
    return longestFirst.stream()
        .filter(alias -> rest.startsWith(alias + "."))
        .anyMatch(alias -> KEYS.contains(rest.substring(alias.length() + 1)));
  }

  private static String problem(String alias, String tableKey) {
    Optional<String> similar = new Spelling(KEYS).slip(tableKey).map(key -> name(alias, key));
    if (similar.isEmpty() && SHARED_KEYS.contains(tableKey)) {
      return "'%s' can be set only for the connector as a whole".formatted(tableKey);
    }
    return "'%s' cannot be set for a table%s"
        .formatted(
            tableKey, similar.isPresent() ? meant(similar) : "; what can: " + new TreeSet<>(KEYS));
  }

  /** The same key of an alias that is there, and spelt alike. */
  private Optional<String> ofSimilarAlias(String rest) {
    Spelling aliases = new Spelling(longestFirst);
    return KEYS.stream()
        .filter(key -> rest.endsWith("." + key))
        .flatMap(
            key ->
                aliases.slip(rest.substring(0, rest.length() - key.length() - 1)).stream()
                    .map(alias -> name(alias, key)))
        .findFirst();
  }

  private static String meant(Optional<String> key) {
    return key.map(name -> "; did you mean '" + name + "'?").orElse("");
  }

  /** Names that are given to tables of patterns, whose aliases are their names, and why not. */
  public Map<String, String> needlessNames() {
    return tableKeys()
        .filter(key -> named(rest(key)).isEmpty())
        .filter(key -> matched(rest(key)).filter(table -> key.equals(nameOf(table))).isPresent())
        .collect(
            Collectors.toMap(
                key -> key,
                key ->
                    ("'%s' only matches a pattern in 'tables', so it is itself the name of the"
                            + " table. Add it to 'tables' to use it as an alias for another table")
                        .formatted(matched(rest(key)).orElseThrow())));
  }

  private static String nameOf(String alias) {
    return name(alias, SourceKeys.NAME);
  }

  /**
   * Those with keys of their own that only a pattern gives; whether there are such tables or not.
   */
  public Set<String> matchedAliases() {
    return tableKeys()
        .map(TableOverrides::rest)
        .filter(rest -> named(rest).isEmpty())
        .flatMap(rest -> matched(rest).stream())
        .collect(Collectors.toSet());
  }

  private Stream<String> tableKeys() {
    return properties.keySet().stream().filter(key -> key.startsWith(PREFIX));
  }

  private static String rest(String key) {
    return key.substring(PREFIX.length());
  }

  private Optional<String> named(String rest) {
    return longestFirst.stream().filter(alias -> rest.startsWith(alias + ".")).findFirst();
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
