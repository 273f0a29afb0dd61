/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long one call is tried. The time begins with the call's first turn, so that a queue before it
 * costs it nothing. Thread-safe.
 */
final class RetryWindow {

  private final Optional<Duration> timeout;
  private Optional<Instant> end = Optional.empty();

  /**
   * @param timeout empty for ever
   */
  RetryWindow(Optional<Duration> timeout) {
    this.timeout = timeout;
  }

  /** Begins; later calls change nothing. */
  synchronized void begin(Instant now) {
    if (end.isEmpty()) {
      end = timeout.map(now::plus);
    }
  }

  /** Empty before it began, and when there is no end. */
  synchronized Optional<Instant> end() {
    return end;
  }

  /** Whether there is no time left at an instant. */
  boolean isOverAt(Instant instant) {
    return end().filter(last -> !instant.isBefore(last)).isPresent();
  }
}
