/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SteadyInstanceTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final FakeInstance instance = new FakeInstance();
  private final ManualTime time = new ManualTime();
  private final SteadyInstance steady =
      new SteadyInstance(
          instance,
          Tables.lookingBack(Duration.ofMinutes(1)),
          time::nanoTime,
          Clock.fixed(NOON.minus(Duration.ofHours(1)), ZoneOffset.UTC));

  /** The worker's clock is wrong, so that it cannot help. */
  @Test
  void slowAnswersDoNotMakeAPromptOneAJump() throws Exception {
    assertThat(told(Duration.ZERO)).isEqualTo(NOON);
    for (int seconds : new int[] {14, 28, 42}) {
      time.advance(Duration.ofMinutes(1));
      Instant late = told(Duration.ofSeconds(seconds));
      assertThat(late).isEqualTo(NOON.plusNanos(time.nanoTime()).minusSeconds(seconds));
    }
    time.advance(Duration.ofMinutes(1));
    assertThat(told(Duration.ZERO)).isEqualTo(NOON.plusNanos(time.nanoTime()));
  }

  @Test
  void clockThatGoesSlowerBecomesTheMeasure() throws Exception {
    assertThat(told(Duration.ZERO)).isEqualTo(NOON);
    Duration behind = Duration.ZERO;
    for (int hour = 0; hour < 24; hour++) {
      time.advance(Duration.ofHours(1));
      behind = behind.plusMillis(1800);
      assertThat(told(behind)).isEqualTo(NOON.plusNanos(time.nanoTime()).minus(behind));
    }
    assertThat(told(behind.minusSeconds(20)))
        .isBefore(NOON.plusNanos(time.nanoTime()).minus(behind).plusSeconds(1));
  }

  private Instant told(Duration behind) throws InterruptedException {
    instance.setNow(NOON.plusNanos(time.nanoTime()).minus(behind));
    return steady.now("incident");
  }
}
