/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.schema.TableColumns;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was found out of a table so far. Immutable.
 *
 * @param described what the dictionary says
 * @param others what was found out of columns that the dictionary does not describe
 * @param atNanos when that was, monotonic
 * @param answered whether the dictionary answered then, by a refusal perhaps
 */
record KnownColumns(
    Optional<TableColumns> described, Map<String, Verdict> others, long atNanos, boolean answered) {

  /** What is said of a column. */
  enum Verdict {
    THERE,
    UNKNOWN,
    UNDECIDED
  }

  KnownColumns {
    others = Map.copyOf(others);
  }

  /** Empty for a column that nobody asked for yet. */
  private Optional<Verdict> verdict(String column) {
    if (described.flatMap(table -> table.column(column)).isPresent()) {
      return Optional.of(Verdict.THERE);
    }
    return ColumnName.isOne(column)
        ? Optional.ofNullable(others.get(column))
        : Optional.of(Verdict.UNKNOWN);
  }

  /** Those of some columns that are not known to be there. */
  Set<String> open(Set<String> columns) {
    return columns.stream()
        .filter(column -> verdict(column).filter(Verdict.THERE::equals).isEmpty())
        .collect(Collectors.toSet());
  }

  /** Whether something was found out of all of them. */
  boolean isAsked(Set<String> columns) {
    return columns.stream().allMatch(column -> verdict(column).isPresent());
  }

  /** Whether what the dictionary does not describe is not there. */
  static boolean isWhole(Optional<TableColumns> described) {
    return described.filter(table -> table.hidden() == 0).isPresent();
  }

  ColumnFindings of(Set<String> columns) {
    return new ColumnFindings(
        described,
        with(columns, Verdict.UNKNOWN),
        with(columns, Verdict.UNDECIDED),
        tells(columns));
  }

  /** Whether the dictionary told all that it tells of some columns. */
  boolean tells(Set<String> columns) {
    return answered
        || (described.isPresent()
            && columns.stream().allMatch(name -> described.get().column(name).isPresent()));
  }

  private Set<String> with(Set<String> columns, Verdict wanted) {
    Verdict unasked = isWhole(described) ? Verdict.UNKNOWN : Verdict.UNDECIDED;
    return columns.stream()
        .filter(column -> verdict(column).orElse(unasked) == wanted)
        .collect(Collectors.toSet());
  }

  /** What is found out later, with what rows showed earlier of other columns. */
  KnownColumns then(KnownColumns later) {
    Map<String, Verdict> all = new HashMap<>(others);
    all.values().removeIf(verdict -> verdict != Verdict.THERE);
    all.putAll(later.others());
    return new KnownColumns(later.described(), all, later.atNanos(), later.answered());
  }
}
