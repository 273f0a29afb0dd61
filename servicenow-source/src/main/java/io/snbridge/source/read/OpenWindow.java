/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.Collections;
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
  private ShownRows shown;

  /** Of these, those of the last second. */
  private ShownRows shownLast;

  private Instant last;

  /** Rows that it hides, as long as it is of one second; empty when they were not counted. */
  private Optional<Long> hides = Optional.empty();

  OpenWindow(InStream from) {
    this(from, ShownRows.NONE);
  }

  private OpenWindow(InStream from, ShownRows shown) {
    this.from = from;
    this.shown = shown;
    this.shownLast = shown;
    this.last = from.timestamp();
  }

  InStream from() {
    return from;
  }

  ShownRows shown() {
    return shown;
  }

  boolean isFull() {
    return !shown.areKnown() || shown.size() >= FULL;
  }

  /**
   * Rows of it are handed out.
   *
   * @param rows their prints, and their times
   */
  void handedOut(Map<Long, Instant> rows) {
    handedOutEarly(rows.keySet());
    if (rows.isEmpty()) {
      return;
    }
    Instant now = Collections.max(rows.values());
    if (now.isAfter(last)) {
      last = now;
      shownLast = ShownRows.NONE;
    }
    Set<Long> ofLast = new HashSet<>(rows.keySet());
    ofLast.removeIf(print -> !last.equals(rows.get(print)));
    shownLast = shownLast.with(ofLast);
  }

  /** Rows of it were handed out before it was opened. */
  void handedOutEarly(Set<Long> prints) {
    shown = shown.with(prints);
  }

  /** What is left of it when the part before its last second is read. */
  OpenWindow rest() {
    return new OpenWindow(InStream.from(last), shownLast);
  }

  /** Whether neither is known what it has shown, nor how many rows it hides. */
  boolean lacksCount() {
    return !shown.areKnown() && hides.isEmpty();
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
    long counted = until.equals(from.timestamp()) ? hides.orElse(0L) : 0;
    return new HiddenTimes.Time(
        from.timestamp(),
        from.lastId(),
        until.plusSeconds(1),
        shown.areKnown() ? rows : counted,
        shown.prints());
  }
}
