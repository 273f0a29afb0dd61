/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.time.Duration;

/**
 * When a window is looked at again.
 *
 * @param readAt when the stream has read it last, on the JVM's clock
 * @param due when it is to be looked at, likewise
 * @param interval from the next look to the one after it
 */
record LookSchedule(long readAt, long due, Duration interval) {

  /**
   * Of a window that was read now.
   *
   * @param recheck after which it is looked at first
   */
  static LookSchedule startingAt(long now, Duration recheck) {
    return new LookSchedule(now, now + recheck.toNanos(), recheck);
  }

  LookSchedule dueAt(long nanos) {
    return new LookSchedule(readAt, nanos, interval);
  }

  boolean isDue(long now) {
    return now - due >= 0;
  }

  boolean isOlderThan(Duration age, long now) {
    return now - readAt > age.toNanos();
  }

  /** After a look. */
  LookSchedule next(long now) {
    return new LookSchedule(readAt, now + interval.toNanos(), interval);
  }

  /** The same, and the look after that is to take twice as long. */
  LookSchedule nextAndRarer(long now) {
    return new LookSchedule(readAt, now + interval.toNanos(), interval.multipliedBy(2));
  }

  /** That of two windows that are put together. */
  LookSchedule with(LookSchedule later) {
    return new LookSchedule(
        later.readAt,
        Math.min(due, later.due),
        interval.compareTo(later.interval) > 0 ? interval : later.interval);
  }
}
