/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.time.Duration;

/**
 * When a window is looked at again. Looks become ever rarer, but the last one is when the window is
 * a day old, or as soon as anybody looks after that.
 *
 * @param readAt when the stream has read it last, on the JVM's clock
 * @param due when it is to be looked at, likewise
 * @param interval from the next look to the one after it
 */
record LookSchedule(long readAt, long due, Duration interval) {

  private static final Duration KEPT = Duration.ofDays(1);

  /**
   * Of a window that was read now.
   *
   * @param recheck after which it is looked at first
   */
  static LookSchedule startingAt(long now, Duration recheck) {
    return new LookSchedule(now, now + recheck.toNanos(), recheck);
  }

  /** At that time at the latest. */
  LookSchedule dueAt(long nanos) {
    return new LookSchedule(readAt, nanos - due < 0 ? nanos : due, interval);
  }

  boolean isDue(long now) {
    return now - due >= 0;
  }

  /** Whether it was looked at when it was a day old. */
  boolean isOver(long now) {
    return now - readAt > KEPT.toNanos() && due - readAt > KEPT.toNanos();
  }

  /** After a look. */
  LookSchedule next(long now) {
    return new LookSchedule(readAt, after(now), interval);
  }

  /** The same, and the look after that is to take twice as long. */
  LookSchedule nextAndRarer(long now) {
    return new LookSchedule(readAt, after(now), interval.multipliedBy(2));
  }

  private long after(long now) {
    long end = readAt + KEPT.toNanos();
    long next = now + interval.toNanos();
    return now - end < 0 && next - end > 0 ? end : next;
  }

  /** That of two windows that are put together. */
  LookSchedule with(LookSchedule later) {
    return new LookSchedule(
        later.readAt,
        Math.min(due, later.due),
        interval.compareTo(later.interval) > 0 ? interval : later.interval);
  }
}
