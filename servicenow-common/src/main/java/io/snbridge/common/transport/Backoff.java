/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff: the bound of a wait doubles with each attempt, and of a wait a random part
 * is taken, so that those who failed together do not come again together. Thread-safe when its
 * source of random numbers is.
 */
public final class Backoff {

  private final Duration initial;
  private final Duration max;
  private final RandomGenerator random;

  /**
   * @param initial bound of the first wait
   * @param max bound of all waits; {@code initial} when it is less
   */
  public Backoff(Duration initial, Duration max) {
    this(initial, max, new ThreadLocalGenerator());
  }

  Backoff(Duration initial, Duration max, RandomGenerator random) {
    this.initial = initial;
    this.max = max.compareTo(initial) < 0 ? initial : max;
    this.random = random;
  }

  /** Bound of all waits. */
  public Duration max() {
    return max;
  }

  /**
   * What a wait is at most, without chance.
   *
   * @param failures how many attempts have failed in a row, from 1
   */
  public Duration bound(int failures) {
    Duration bound = initial;
    for (int i = 1; i < failures && bound.compareTo(max) < 0; i++) {
      bound = bound.multipliedBy(2);
    }
    return bound.compareTo(max) < 0 ? bound : max;
  }

  /** Full jitter: anything between nothing and {@link #bound}. */
  Duration jittered(int failures) {
    return Duration.ofNanos(random.nextLong(bound(failures).toNanos() + 1));
  }

  /** As {@link #jittered}, but not shorter than the first bound: for waits that are a courtesy. */
  Duration atLeastInitial(int failures) {
    Duration jittered = jittered(failures);
    return jittered.compareTo(initial) < 0 ? initial : jittered;
  }

  /** Anything between half of {@link #bound} and all of it: for who must not come at once. */
  public Duration atLeastHalf(int failures) {
    return Duration.ofNanos((long) (bound(failures).toNanos() * random.nextDouble(0.5, 1)));
  }
}
