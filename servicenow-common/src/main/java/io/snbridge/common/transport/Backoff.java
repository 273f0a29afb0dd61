/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: a wait is anything between nothing and a bound that doubles
 * with each attempt. Thread-safe when its source of chance is.
 */
final class Backoff {

  private final Duration initial;
  private final Duration max;
  private final RandomGenerator chance;

  Backoff(Duration initial, Duration max, RandomGenerator chance) {
    this.initial = initial;
    this.max = max.compareTo(initial) < 0 ? initial : max;
    this.chance = chance;
  }

  /**
   * @param failures how many attempts have failed in a row, from 1
   */
  Duration jittered(int failures) {
    return Duration.ofNanos(chance.nextLong(bound(failures).toNanos() + 1));
  }

  /** As {@link #jittered}, but not shorter than the first bound: for waits that are a courtesy. */
  Duration atLeastInitial(int failures) {
    Duration jittered = jittered(failures);
    return jittered.compareTo(initial) < 0 ? initial : jittered;
  }

  private Duration bound(int failures) {
    Duration bound = initial;
    for (int i = 1; i < failures && bound.compareTo(max) < 0; i++) {
      bound = bound.multipliedBy(2);
    }
    return bound.compareTo(max) < 0 ? bound : max;
  }
}
