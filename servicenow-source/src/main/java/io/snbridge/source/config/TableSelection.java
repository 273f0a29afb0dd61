/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import java.util.List;

/**
 * The entries of {@code tables}.
 *
 * @param aliases each of one table
 * @param patterns each of all tables that match it, whose names are their aliases
 */
public record TableSelection(List<String> aliases, List<TablePattern> patterns) {

  public static TableSelection of(List<String> entries) {
    return new TableSelection(
        entries.stream().filter(entry -> !TablePattern.isMeantBy(entry)).toList(),
        entries.stream().filter(TablePattern::isMeantBy).map(TablePattern::new).toList());
  }

  /** Whether a pattern gives this alias, once there is such a table. */
  public boolean matches(String alias) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(alias));
  }

  @Override
  public String toString() {
    return aliases + (patterns.isEmpty() ? "" : ", and what matches " + patterns);
  }
}
