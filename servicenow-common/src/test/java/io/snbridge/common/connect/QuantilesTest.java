/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class QuantilesTest {

  private long nanos = Duration.ofDays(1).toNanos();
  private final Quantiles quantiles = new Quantiles(Duration.ofMinutes(10), 2000, () -> nanos);

  @Test
  void partsOfTheDurationsAreBelowWhatIsTold() {
    for (int millis = 1; millis <= 1000; millis++) {
      quantiles.record(Duration.ofMillis(millis));
    }
    assertThat(quantiles.millis(0.5)).isCloseTo(500, within(20.0));
    assertThat(quantiles.millis(0.95)).isCloseTo(950, within(27.0));
    assertThat(quantiles.millis(0.99)).isCloseTo(990, within(27.0));
  }

  @Test
  void withoutADurationThereIsNoValue() {
    assertThat(quantiles.millis(0.5)).isEqualTo(-1);
  }

  @Test
  void afterAMinuteDurationsAreForgotten() {
    quantiles.record(Duration.ofSeconds(3));
    nanos += Duration.ofSeconds(59).toNanos();
    assertThat(quantiles.millis(0.5)).isCloseTo(3000, within(50.0));
    nanos += Duration.ofSeconds(2).toNanos();
    assertThat(quantiles.millis(0.5)).isEqualTo(-1);
  }

  @Test
  void clocksThatDifferMakeNoNegativeDuration() {
    quantiles.record(Duration.ofSeconds(-5));
    assertThat(quantiles.millis(0.5)).isZero();
  }

  @Test
  void longestDurationStaysANumber() {
    quantiles.record(Duration.ofDays(300));
    assertThat(quantiles.millis(0.99)).isCloseTo(600_000, within(1000.0));
  }

  @Test
  void durationsThatHaveNoNanosecondsInALongAreTheShortestAndTheLongest() {
    quantiles.record(Duration.ofDays(365 * 300));
    assertThat(quantiles.millis(0.5)).isCloseTo(600_000, within(1000.0));
    quantiles.record(Duration.ofSeconds(Long.MIN_VALUE));
    quantiles.record(Duration.ofSeconds(Long.MIN_VALUE));
    assertThat(quantiles.millis(0.5)).isZero();
  }

  @Test
  void threeOfThemAreShown() {
    quantiles.record(Duration.ofMillis(100));
    Map<String, Object> shown = new TreeMap<>();
    quantiles.show(
        (name, description, tags, value) -> shown.put(name + tags, value.get()),
        "request-time-ms",
        "Milliseconds",
        Map.of("table", "a"));
    assertThat(shown.keySet())
        .containsExactly(
            "request-time-ms-p50{table=a}",
            "request-time-ms-p95{table=a}",
            "request-time-ms-p99{table=a}");
    assertThat((Double) shown.get("request-time-ms-p99{table=a}")).isCloseTo(100, within(10.0));
  }
}
