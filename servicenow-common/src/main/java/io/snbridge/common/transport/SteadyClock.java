/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;

/** A clock that is set once and then goes by monotonic time, whatever becomes of the one before. */
final class SteadyClock extends Clock {

  private final Instant begin;
  private final long beginNanos;
  private final LongSupplier nanoTime;
  private final ZoneId zone;

  private SteadyClock(Instant begin, long beginNanos, LongSupplier nanoTime, ZoneId zone) {
    this.begin = begin;
    this.beginNanos = beginNanos;
    this.nanoTime = nanoTime;
    this.zone = zone;
  }

  /**
   * Begins with another clock's time.
   *
   * @param nanoTime monotonic nanoseconds, as {@link System#nanoTime}
   */
  static Clock from(Clock clock, LongSupplier nanoTime) {
    return new SteadyClock(clock.instant(), nanoTime.getAsLong(), nanoTime, clock.getZone());
  }

  @Override
  public Instant instant() {
    return begin.plusNanos(nanoTime.getAsLong() - beginNanos);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new SteadyClock(begin, beginNanos, nanoTime, other);
  }
}
