/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.LogText;
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

  @Test
  void jumpIsNotBelievedAndSaidOnceAMinute() throws Exception {
    assertThat(told(Duration.ZERO)).isEqualTo(NOON);
    try (LogText log = new LogText()) {
      time.advance(Duration.ofSeconds(2));
      assertThat(told(Duration.ofHours(-1)))
          .as("a thousandth faster than monotonic time")
          .isEqualTo(NOON.plusSeconds(2).plusMillis(2));
      assertThat(told(Duration.ofHours(-1))).isEqualTo(NOON.plusSeconds(2).plusMillis(2));
      assertThat(log.messages("WARN", SteadyInstance.class))
          .singleElement()
          .asString()
          .contains("'incident'", "suddenly 59 min 59 s ahead");
    }
  }

  @Test
  void jumpWithinTheToleranceIsBelieved() throws Exception {
    assertThat(told(Duration.ZERO)).isEqualTo(NOON);
    assertThat(told(Duration.ofSeconds(-15))).isEqualTo(NOON.plusSeconds(15));
    assertThat(told(Duration.ofSeconds(-15).minusNanos(1))).isEqualTo(NOON);
  }

  /** As after a machine has slept. */
  @Test
  void jumpToTheWorkersOwnTimeIsBelievedAndBecomesTheMeasure() throws Exception {
    SteadyInstance agreeing =
        new SteadyInstance(
            instance,
            Tables.lookingBack(Duration.ofMinutes(1)),
            time::nanoTime,
            Clock.fixed(NOON.plus(Duration.ofHours(1)), ZoneOffset.UTC));
    instance.setNow(NOON);
    assertThat(agreeing.now("incident")).isEqualTo(NOON);
    Instant slept = NOON.plus(Duration.ofHours(1)).plusSeconds(15);
    instance.setNow(slept);
    assertThat(agreeing.now("incident")).isEqualTo(slept);
    instance.setNow(slept.plusSeconds(15));
    assertThat(agreeing.now("incident")).isEqualTo(slept.plusSeconds(15));
    instance.setNow(slept.plusSeconds(16));
    assertThat(agreeing.now("incident")).as("neither").isEqualTo(slept);
  }

  private Instant told(Duration behind) throws InterruptedException {
    instance.setNow(NOON.plusNanos(time.nanoTime()).minus(behind));
    return steady.now("incident");
  }
}
