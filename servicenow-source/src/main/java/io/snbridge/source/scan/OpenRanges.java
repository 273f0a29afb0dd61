/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The ranges of a snapshot that nobody reads yet. A reader goes on into the next range without a
 * break while that is open, so readers begin far from each other. Thread-safe.
 */
public final class OpenRanges {

  private final NavigableSet<Integer> open = new TreeSet<>();
  private final Set<String> begun;

  /**
   * @param begun names of ranges of which a former task has read a part
   */
  public OpenRanges(Set<String> begun) {
    this.begun = begun;
    IntStream.range(0, SnapshotRange.ALL.size()).forEach(open::add);
  }

  /** For a reader that reads each range by itself. */
  public static OpenRanges none() {
    OpenRanges none = new OpenRanges(Set.of());
    none.open.clear();
    return none;
  }

  /** Whether there is a range that nobody reads. */
  public synchronized boolean areLeft() {
    return !open.isEmpty();
  }

  /** A range to begin with, which is the caller's then; empty when none is left. */
  public synchronized Optional<SnapshotRange> begin() {
    int start = 0;
    int length = 0;
    for (int first : open) {
      int run = run(first);
      if (run > length) {
        start = first;
        length = run;
      }
    }
    if (length == 0) {
      return Optional.empty();
    }
    return claim(isEnteredFromBefore(start) ? start + length / 2 : start);
  }

  /** All that nobody reads yet, in order, which are the caller's then. */
  synchronized List<SnapshotRange> beginRest() {
    List<SnapshotRange> rest = open.stream().map(SnapshotRange.ALL::get).toList();
    open.clear();
    return rest;
  }

  /** These are anybody's again: they were not begun. */
  synchronized void giveBack(List<SnapshotRange> ranges) {
    ranges.forEach(range -> open.add(SnapshotRange.ALL.indexOf(range)));
  }

  /** The range that follows, which is the caller's then; empty when somebody has it. */
  synchronized Optional<SnapshotRange> after(SnapshotRange range) {
    int next = SnapshotRange.ALL.indexOf(range) + 1;
    return open.contains(next) && isEnteredFromBefore(next) ? claim(next) : Optional.empty();
  }

  private int run(int first) {
    int end = first + 1;
    while (open.contains(end) && isEnteredFromBefore(end)) {
      end++;
    }
    return end - first;
  }

  /** Whether the reader of the range before may go on into it. */
  private boolean isEnteredFromBefore(int index) {
    return index > 0 && !begun.contains(SnapshotRange.ALL.get(index).name());
  }

  private Optional<SnapshotRange> claim(int index) {
    open.remove(index);
    return Optional.of(SnapshotRange.ALL.get(index));
  }
}
