/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import io.snbridge.common.log.Words;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * For how long refusals are borne that may pass, counted from the first one in a row. Thread-safe.
 */
public final class Forbearance {

  private final Duration timeout;
  private final LongSupplier nanoTime;
  private Optional<Long> since = Optional.empty();

  /**
   * @param timeout zero: the first refusal counts
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  public Forbearance(Duration timeout, LongSupplier nanoTime) {
    this.timeout = timeout;
    this.nanoTime = nanoTime;
  }

  /**
   * To be told of a refusal.
   *
   * @return for how long they have been borne; empty when that is too long
   */
  public synchronized Optional<Duration> refused() {
    long now = nanoTime.getAsLong();
    if (since.isEmpty()) {
      since = Optional.of(now);
    }
    Duration borne = Duration.ofNanos(now - since.get());
    return borne.compareTo(timeout) < 0 ? Optional.of(borne) : Optional.empty();
  }

  /** It was not refused; the next refusal is the first one again. */
  public synchronized void over() {
    since = Optional.empty();
  }

  /** What the user is told of a refusal that is borne. */
  public String says() {
    return timeout.compareTo(Duration.ofDays(36_500)) > 0
        ? "may pass: tried again"
        : "may pass: tried again for %s, then the task fails".formatted(Words.of(timeout));
  }
}
