/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Prints of the rows that some time of a stream has shown. Immutable.
 *
 * @param prints empty when they are more than are kept
 */
record ShownRows(Optional<Set<Long>> prints) {

  /** Rows of one time that are kept. */
  static final int MOST = 4_000;

  /** Of several times that are one: when there is no room for all, those of some are kept. */
  static final int MOST_TOGETHER = BoundedWindows.MOST_PRINTS / 2;

  static final ShownRows NONE = new ShownRows(Optional.of(Set.of()));

  static final ShownRows UNKNOWN = new ShownRows(Optional.empty());

  /** Unknown for more than are kept. */
  static ShownRows of(Set<Long> prints) {
    return new ShownRows(Optional.of(prints).filter(all -> all.size() <= MOST));
  }

  boolean areKnown() {
    return prints.isPresent();
  }

  /** Those that are kept. */
  int size() {
    return prints.map(Set::size).orElse(0);
  }

  boolean contain(long print) {
    return prints.filter(all -> all.contains(print)).isPresent();
  }

  /** Unknown if either is, or if both are more than are kept. */
  ShownRows with(ShownRows others) {
    return others.prints.map(this::with).orElse(UNKNOWN);
  }

  ShownRows with(Set<Long> others) {
    return prints.map(some -> of(union(some, others))).orElse(UNKNOWN);
  }

  /** What is kept when there is room for so many. */
  ShownRows within(int room) {
    return new ShownRows(prints.filter(all -> all.size() <= room));
  }

  private static Set<Long> union(Set<Long> some, Set<Long> others) {
    Set<Long> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }
}
