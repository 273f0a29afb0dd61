/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A window of a stream that was counted with more rows than it showed, or may have been. Immutable.
 *
 * @param rows that were surely hidden when it was looked at last
 * @param remembered whether all rows that it has shown are remembered as handed out
 * @param shown the rows that it has shown
 */
record HiddenWindow(
    StreamSpan span, long rows, boolean remembered, ShownRows shown, LookSchedule schedule) {

  Instant from() {
    return span.from();
  }

  Instant end() {
    return span.end();
  }

  InStream start() {
    return span.start();
  }

  /** Whether it can be told which of its rows were shown. */
  boolean known() {
    return remembered || shown.areKnown();
  }

  /** Whether it hides rows, and not only may. */
  boolean isSure() {
    return rows > 0;
  }

  HiddenWindow dueAt(long nanos) {
    return new HiddenWindow(span, rows, remembered, shown, schedule.dueAt(nanos));
  }

  /** What was handed out is not remembered any more. */
  HiddenWindow unknown() {
    return new HiddenWindow(span, rows, false, shown, schedule);
  }

  /**
   * It was looked at.
   *
   * @param left rows that are still hidden
   */
  HiddenWindow looked(long left, long now) {
    // The look that tells whether any are hidden is not one of those that become rarer.
    LookSchedule next = isSure() ? schedule.nextAndRarer(now) : schedule.next(now);
    return new HiddenWindow(span, left, remembered, shown, next);
  }

  /** These are shown, those of other times among them. */
  HiddenWindow showing(Map<Long, Instant> handedOut) {
    Set<Long> own = new HashSet<>();
    handedOut.forEach((print, stamp) -> own.addAll(span.covers(stamp) ? Set.of(print) : Set.of()));
    return own.isEmpty()
        ? this
        : new HiddenWindow(span, rows, remembered, shown.with(own), schedule);
  }

  HiddenWindow withoutPrints() {
    return new HiddenWindow(span, rows, remembered, shown.within(0), schedule);
  }

  /** Both, and what lies between them: what that has shown is not known. */
  HiddenWindow with(HiddenWindow later) {
    return new HiddenWindow(
        span.with(later.span),
        span.isApartFrom(later.span) ? rows + later.rows : Math.max(rows, later.rows),
        remembered && later.remembered,
        later.from().isAfter(end()) ? ShownRows.UNKNOWN : shown.with(later.shown),
        schedule.with(later.schedule));
  }

  /**
   * Whether both are as good as one: then it is known what that has shown, if it was before.
   *
   * @param next has not been looked at yet
   */
  boolean goesOnWith(HiddenWindow next) {
    boolean meet = !end().isBefore(next.from());
    boolean asOftenLookedAt = schedule.interval().equals(next.schedule.interval());
    boolean bothUnknown = !shown.areKnown() && !next.shown.areKnown();
    ShownRows both = shown.with(next.shown);
    return meet
        && asOftenLookedAt
        && isSure() == next.isSure()
        && (bothUnknown || (both.areKnown() && both.size() <= ShownRows.MOST_TOGETHER));
  }

  /** As it is stored when there is room for so many prints. */
  HiddenTimes.Time stored(int room) {
    return new HiddenTimes.Time(
        span.from(), span.after(), span.end(), rows, shown.within(room).prints());
  }
}
