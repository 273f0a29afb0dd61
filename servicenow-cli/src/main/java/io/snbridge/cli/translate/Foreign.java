/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A configuration of another connector, as keys and values; keys of nested files are joined by dots
 * ({@code source.tables.0.name}). Keys without a value are left out.
 *
 * @param where it is from, for errors
 */
record Foreign(String where, SortedMap<String, String> settings) {

  Foreign {
    SortedMap<String, String> given = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (!value.isBlank()) {
            given.put(key, value.strip());
          }
        });
    settings = Collections.unmodifiableSortedMap(given);
  }

  Foreign(String where, Map<String, String> settings) {
    this(where, new TreeMap<>(settings));
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(settings.get(key));
  }

  boolean has(String key) {
    return settings.containsKey(key);
  }

  /** Whether any key begins so. */
  boolean hasSome(String prefix) {
    return settings.keySet().stream().anyMatch(key -> key.startsWith(prefix));
  }

  /** Does not show the values: some are secret. */
  @Override
  public String toString() {
    return "Foreign[" + where + ", " + settings.keySet() + "]";
  }
}
