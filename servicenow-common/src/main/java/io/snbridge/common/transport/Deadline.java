/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A moment of monotonic time by which something must have ended, however the clock is set.
 *
 * @param nanoTime monotonic, as {@link System#nanoTime}
 * @param end by the same
 */
public record Deadline(LongSupplier nanoTime, long end) {

  /** After some time, from now on. */
  public static Deadline in(Duration time) {
    return in(time, System::nanoTime);
  }

  static Deadline in(Duration time, LongSupplier nanoTime) {
    return new Deadline(nanoTime, nanoTime.getAsLong() + time.toNanos());
  }

  /** Nanoseconds that are left; negative when it is over. */
  public long nanosLeft() {
    return end - nanoTime.getAsLong();
  }
}
