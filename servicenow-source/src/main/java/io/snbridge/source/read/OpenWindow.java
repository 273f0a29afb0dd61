/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is being read of a stream, and the rows that it has shown. When these are many, it is split:
 * the part before their last second becomes a window of its own, because a part of a second cannot
 * be counted. Guarded by {@link HiddenWindows}.
 */
final class OpenWindow {

  /** It is split when it has shown as many: there is room for another page. */
  private static final int FULL = ShownRows.MOST / 4;

  private final InStream from;

  /** Those of seconds before the last one, and of that. */
  private ShownRows shownBefore = ShownRows.NONE;

  private ShownRows shownLast;
  private Instant last;

  /** What was handed out before it was opened, and may not be shown again. */
  private final Map<Long, Instant> early = new HashMap<>();

  /** Rows that it hides, as long as it is of one second; empty when they were not counted. */
  private Optional<Long> hides = Optional.empty();

  OpenWindow(InStream from) {
    this(from, ShownRows.NONE);
  }

  private OpenWindow(InStream from, ShownRows shown) {
    this.from = from;
    this.shownLast = shown;
    this.last = from.timestamp();
  }

  InStream from() {
    return from;
  }

  private ShownRows shown() {
    return shownBefore.with(shownLast).with(early.keySet());
  }

  /**
   * What it has shown before some time.
   *
   * @param end its last second, which is not included then, or later
   */
  ShownRows shownBefore(Instant end) {
    Set<Long> earlier = new HashSet<>(early.keySet());
    earlier.removeIf(print -> !end.isAfter(early.get(print)));
    return (end.isAfter(last) ? shownBefore.with(shownLast) : shownBefore).with(earlier);
  }

  boolean isFull() {
    ShownRows shown = shown();
    return !shown.areKnown() || shown.size() >= FULL;
  }

  /**
   * Rows of it are handed out.
   *
   * @param rows their prints, and their times
   */
  void handedOut(Map<Long, Instant> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Instant now = Collections.max(rows.values());
    if (now.isAfter(last)) {
      last = now;
      shownBefore = shownBefore.with(shownLast);
      shownLast = ShownRows.NONE;
    }
    Set<Long> ofLast = new HashSet<>(rows.keySet());
    ofLast.removeIf(print -> !last.equals(rows.get(print)));
    Set<Long> earlier = new HashSet<>(rows.keySet());
    earlier.removeAll(ofLast);
    shownLast = shownLast.with(ofLast);
    shownBefore = shownBefore.with(earlier);
  }

  /**
   * Rows of it were handed out before it was opened.
   *
   * @param rows their prints, and their times
   */
  void handedOutEarly(Map<Long, Instant> rows) {
    early.putAll(rows);
  }

  /** What is left of it when the part before its last second is read. */
  OpenWindow rest() {
    return new OpenWindow(InStream.from(last), shownLast);
  }

  /** Whether neither is known what it has shown, nor how many rows it hides. */
  boolean lacksCount() {
    return !shown().areKnown() && hides.isEmpty();
  }

  /** So many rows are hidden in the second that it is of. */
  void hides(long rows) {
    hides = Optional.of(rows);
  }

  /**
   * As it is stored.
   *
   * @param until stamp of the rows that were handed out last
   * @param rows that were counted and not shown so far: more are hidden, perhaps, so that they do
   *     not tell whether it hides more or less than it did
   */
  HiddenTimes.Time stored(Instant until, long rows) {
    ShownRows shown = shown();
    long counted = until.equals(from.timestamp()) ? hides.orElse(0L) : 0;
    return new HiddenTimes.Time(
        from.timestamp(),
        from.lastId(),
        until.plusSeconds(1),
        shown.areKnown() ? rows : counted,
        shown.prints());
  }
}
