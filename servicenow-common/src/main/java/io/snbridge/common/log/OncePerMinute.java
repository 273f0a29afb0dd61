/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.log;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets a log line of one kind through at once, then one a minute, and counts those in between.
 * Thread-safe.
 */
public final class OncePerMinute {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LongSupplier nanoTime;
  private Optional<Long> saidAt = Optional.empty();
  private long unsaid;

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  public OncePerMinute(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Asks whether a line may be logged.
   *
   * @return what to put at its end: how many were not, if any; empty when this one is not, either
   */
  public synchronized Optional<String> due() {
    long now = nanoTime.getAsLong();
    if (saidAt.isPresent() && now - saidAt.get() < MINUTE.toNanos()) {
      unsaid++;
      return Optional.empty();
    }
    String more = unsaid == 0 ? "" : " (" + unsaid + " more since the last such line)";
    saidAt = Optional.of(now);
    unsaid = 0;
    return Optional.of(more);
  }
}
