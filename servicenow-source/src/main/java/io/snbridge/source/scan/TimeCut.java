/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How much time of a window is asked for at once: all of it, until the instance cannot count or
 * sort so many rows. Then a quarter, and a quarter of that, down to a second; twice as much again
 * after {@value #PARTS_TO_GROW} parts. Owned by the window.
 */
final class TimeCut {

  private static final int FRACTION = 4;
  private static final int PARTS_TO_GROW = 4;

  private Optional<Duration> span = Optional.empty();
  private int parts;

  /**
   * Told that the time between these was too much.
   *
   * @return false when there is no shorter one
   */
  boolean narrows(Instant from, Instant until) {
    long seconds = Duration.between(from, until).toSeconds();
    if (seconds <= 1) {
      return false;
    }
    span = Optional.of(Duration.ofSeconds(Math.max(1, seconds / FRACTION)));
    parts = 0;
    return true;
  }

  /** Where a part ends that begins there. */
  Instant end(Instant from, Instant end) {
    return span.map(from::plus).filter(end::isAfter).orElse(end);
  }

  /** The same, after a part that was read to its end. */
  Instant next(Instant from, Instant end) {
    if (++parts >= PARTS_TO_GROW) {
      parts = 0;
      span = span.map(last -> last.multipliedBy(2));
    }
    return end(from, end);
  }
}
