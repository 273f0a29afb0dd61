/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class BackoffPropertyTest {

  @Property
  void waitIsBetweenNothingAndTheDoublingBound(
      @ForAll @LongRange(min = 1, max = 100_000) long initial,
      @ForAll @LongRange(min = 1, max = 10_000_000) long max,
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int failures,
      @ForAll long seed) {
    Backoff backoff =
        new Backoff(Duration.ofMillis(initial), Duration.ofMillis(max), new Random(seed));

    double bound =
        Math.min((double) Math.max(initial, max), (double) initial * Math.pow(2, failures - 1.0));

    Duration wait = backoff.jittered(failures);
    assertThat(wait).isBetween(Duration.ZERO, Duration.ofMillis((long) bound));
    assertThat(backoff.atLeastInitial(failures)).isGreaterThanOrEqualTo(Duration.ofMillis(initial));
    assertThat(backoff.bound(failures)).isEqualTo(Duration.ofMillis((long) bound));
    assertThat(backoff.atLeastHalf(failures))
        .isBetween(Duration.ofMillis((long) bound).dividedBy(2), Duration.ofMillis((long) bound));
  }

  @Property(tries = 20)
  void waitsFillTheWholeBound(@ForAll long seed) {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), new Random(seed));
    int low = 0;
    int high = 0;
    for (int i = 0; i < 1000; i++) {
      Duration wait = backoff.jittered(20);
      low += wait.compareTo(Duration.ofSeconds(3)) < 0 ? 1 : 0;
      high += wait.compareTo(Duration.ofSeconds(27)) > 0 ? 1 : 0;
    }
    assertThat(low).isBetween(50, 150);
    assertThat(high).isBetween(50, 150);
  }
}
