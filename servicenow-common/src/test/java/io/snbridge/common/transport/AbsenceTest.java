/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AbsenceTest {

  private static final Duration SHORT = Duration.ofMillis(250);

  private final ManualTime time = new ManualTime();
  private final Absence absence = new Absence(time.timing());

  AbsenceTest() {
    absence.polled();
  }

  /** Connect polls all the time. */
  private void polls(Duration forHowLong) {
    for (Duration left = forHowLong; left.compareTo(Duration.ZERO) > 0; left = left.minus(SHORT)) {
      time.advance(SHORT);
      absence.polled();
    }
  }

  @Test
  void whoRunsIsNotAwayThoughNothingIsSentAndPollsAreLong() {
    for (int i = 0; i < 20; i++) {
      time.advance(Duration.ofSeconds(50));
      absence.polled();
    }
    assertThat(absence.holdsBack()).isFalse();
    polls(Duration.ofMinutes(1));
    assertThat(absence.holdsBack()).isFalse();
  }

  @Test
  void nothingLeavesUntilKafkaHadTheTimeToTell() {
    time.stop(Duration.ofSeconds(6));
    assertThat(absence.holdsBack()).as("a request's thread is the first that runs").isTrue();
    assertThat(absence.holdsBack()).isTrue();
    absence.polled();
    polls(Absence.DOUBT.minus(SHORT));
    assertThat(absence.holdsBack()).isTrue();
    polls(SHORT);
    assertThat(absence.holdsBack()).isFalse();
    polls(Duration.ofMinutes(1));
    assertThat(absence.holdsBack()).isFalse();
  }

  @Test
  void theTimeBeginsWithAPollOfWhichThereMayBeNone() {
    time.stop(Duration.ofSeconds(6));
    time.advance(Duration.ofMinutes(1));
    assertThat(absence.holdsBack()).isTrue();
    absence.polled();
    assertThat(absence.holdsBack()).isTrue();
    time.advance(Absence.DOUBT);
    assertThat(absence.holdsBack()).isFalse();
  }

  @Test
  void theFirstThatRunsMayBeTheScheduler() {
    time.stop(Duration.ofSeconds(6));
    time.settle();
    assertThat(absence.holdsBack()).isTrue();
  }

  @Test
  void secondAbsenceBeginsTheTimeAnew() {
    time.stop(Duration.ofSeconds(6));
    absence.polled();
    time.stop(Duration.ofSeconds(6));
    assertThat(absence.holdsBack()).isTrue();
    time.advance(Duration.ofMinutes(1));
    assertThat(absence.holdsBack()).isTrue();
    polls(Absence.DOUBT.plus(SHORT));
    assertThat(absence.holdsBack()).isFalse();
  }

  /** Its thread waits for a converter, which waits for its registry. */
  @Test
  void whoDoesNotPollSendsNothingUntilItHasAndKafkaHadTheTimeToTell() {
    time.advance(Absence.UNATTENDED.plusSeconds(1));
    assertThat(absence.holdsBack()).isTrue();
    time.advance(Absence.UNATTENDED);
    absence.polled();
    polls(Absence.DOUBT.minus(SHORT));
    assertThat(absence.holdsBack()).isTrue();
    polls(SHORT);
    assertThat(absence.holdsBack()).isFalse();
  }

  /** What it had read before it waited may be another's, too. */
  @Test
  void whoDidNotPollIsHeldBackThoughItHadNothingToSend() {
    time.advance(Absence.UNATTENDED.plusSeconds(1));
    absence.polled();
    assertThat(absence.holdsBack()).isTrue();
    polls(Absence.DOUBT);
    assertThat(absence.holdsBack()).isFalse();
  }

  /** The shortest session of a consumer is 6 s, and two of them may have passed already. */
  @Test
  void lessThanASessionIsEnough() {
    time.stop(Duration.ofSeconds(4));
    assertThat(absence.holdsBack()).isTrue();
  }

  @Test
  void collectionOfGarbageIsNot() {
    time.stop(Duration.ofSeconds(2));
    assertThat(absence.holdsBack()).isFalse();
  }

  @Test
  void suspendedMachineIsNoticedThoughMonotonicTimeStoodStill() {
    Absence ofMachine = new Absence(new Timing(time, () -> 0, time));
    ofMachine.polled();
    time.stop(Duration.ofMinutes(1));
    assertThat(ofMachine.holdsBack()).isTrue();
  }

  @Test
  void clockThatIsSetBackIsNoAbsence() {
    Absence ofMachine = new Absence(new Timing(time, () -> 0, time));
    ofMachine.polled();
    time.stop(Duration.ofHours(-1));
    assertThat(ofMachine.holdsBack()).isFalse();
  }

  @Test
  void whoNeverPollsIsNeverHeldBack() {
    Absence ofSource = new Absence(time.timing());
    time.stop(Duration.ofMinutes(10));
    assertThat(ofSource.holdsBack()).isFalse();
  }
}
