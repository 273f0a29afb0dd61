/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InstanceClockTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
  private final InstanceClock clock = new InstanceClock(nanos::get);

  @Test
  void nothingIsKnownBeforeTheFirstAnswer() {
    assertThat(clock.now()).isEmpty();
    clock.observe("not a date", nanos.get(), nanos.get());
    assertThat(clock.now()).isEmpty();
  }

  @Test
  void timeGoesOnFromTheLastHeader() {
    answer(NOON);
    pass(1500);
    assertThat(clock.now()).contains(NOON.plusMillis(1500));

    answer(NOON.plusSeconds(1));
    assertThat(clock.now()).contains(NOON.plusSeconds(1));
  }

  @Test
  void answerThatIsAheadOfTheOthersIsNotBelieved() {
    for (long ahead : new long[] {5, 3600}) {
      answer(NOON);
      answer(NOON.plusSeconds(ahead));
      assertThat(clock.now()).contains(NOON);
    }
    pass(10_000);
    assertThat(clock.now()).contains(NOON.plusSeconds(10));
  }

  @Test
  void answersThatAllSayTheSameAreBelieved() {
    answer(NOON);
    for (int i = 0; i < 7; i++) {
      answer(NOON.plusSeconds(60));
      assertThat(clock.now()).contains(NOON);
    }
    answer(NOON.plusSeconds(60));
    assertThat(clock.now()).contains(NOON.plusSeconds(60));
  }

  /** Its headers may have been long on their way; that is no other clock. */
  @Test
  void answerThatTookLongHoldsUpNoLaterOne() {
    long sent = nanos.get();
    pass(30_000);
    clock.observe(text(NOON), sent, nanos.get());
    assertThat(clock.now()).contains(NOON);
    answer(NOON.plusSeconds(30));
    assertThat(clock.now()).contains(NOON.plusSeconds(30));
  }

  /** Dates of whole seconds, seen at any moment of theirs: the last one counts, as if alone. */
  @Test
  void clocksThatAgreeCostNoTime() {
    InstanceClock alone = new InstanceClock(nanos::get);
    for (int i = 0; i < 100; i++) {
      pass(i * 37 % 1000);
      Instant now = NOON.plusNanos(nanos.get());
      answer(now);
      alone.observe(text(now), nanos.get(), nanos.get());
      assertThat(clock.now()).isEqualTo(alone.last());
    }
  }

  @Test
  void oneAnswerMakesNoBeginning() {
    answer(NOON);
    answer(NOON);
    assertThat(clock.isSure()).isFalse();
    answer(NOON);
    assertThat(clock.isSure()).isTrue();
  }

  private void answer(Instant date) {
    clock.observe(text(date), nanos.get(), nanos.get());
  }

  private void pass(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }

  private static String text(Instant date) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC));
  }
}
