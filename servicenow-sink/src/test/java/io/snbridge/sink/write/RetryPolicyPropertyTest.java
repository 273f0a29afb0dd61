/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.log.LogContext;
import io.snbridge.common.transport.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class RetryPolicyPropertyTest {

  private final ManualWaits waits = new ManualWaits();

  @Property
  void waitIsInTheUpperHalfOfABoundThatDoublesUpToTheLongest(
      @ForAll @IntRange(min = 1, max = 10_000) int attempt) {
    Duration bound =
        attempt > 20
            ? ManualWaits.MAX
            : min(ManualWaits.MAX, ManualWaits.INITIAL.multipliedBy(1L << (attempt - 1)));

    assertThat(waits.policy(Optional.empty()).wait(attempt)).isBetween(bound.dividedBy(2), bound);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Example
  void triesLastForTheTimeAndWithoutOneForEver() {
    waits.nanos = 1_000;
    RetryPolicy limited = waits.policy(Optional.of(Duration.ofNanos(5)));
    assertThat(limited.lasts(996)).isTrue();
    assertThat(limited.lasts(995)).isFalse();
    assertThat(waits.policy(Optional.empty()).lasts(0)).isTrue();
  }

  @Example
  void waitsByTheClockOfTheJvm() throws Exception {
    RetryPolicy policy =
        RetryPolicy.of(
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(2)),
            Optional.of(Duration.ofHours(1)),
            Duration.ofMillis(3),
            4,
            LogContext.current());
    long began = System.nanoTime();
    policy.after(Duration.ofMillis(20)).get(1, TimeUnit.MINUTES);

    assertThat(policy.nanoTime().getAsLong() - began)
        .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    assertThat(policy.lasts(began)).isTrue();
    assertThat(policy.warnings().due()).isPresent();
    assertThat(policy.warnings().due()).isEmpty();
  }
}
