/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.LogText;
import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HiddenWindowsTest {

  private static final Instant START = at("2026-03-01 12:00:00");

  private final ManualTime time = new ManualTime();
  private final HiddenWindows windows =
      new HiddenWindows("incident", Duration.ofMinutes(5), time::nanoTime);

  @Test
  void windowIsDueAfterItsTimeAndThenEverMoreRarely() {
    read(0, 3, 0);
    for (int minutes : new int[] {5, 5, 10, 20, 40}) {
      time.advance(Duration.ofMinutes(minutes).minusSeconds(1));
      assertThat(windows.due()).as("before %d min", minutes).isEmpty();
      time.advance(Duration.ofSeconds(1));
      windows.looked(windows.due().orElseThrow(), 2, 0);
    }
  }

  @Test
  void windowThatHidesNothingAnyMoreIsForgotten() {
    read(0, 3, 0);
    time.advance(Duration.ofMinutes(5));
    windows.looked(windows.due().orElseThrow(), 0, 0);
    assertThat(windows.size()).isZero();
  }

  @Test
  void windowsThatFollowEachOtherAreOne() {
    read(0, 3, 0);
    read(1, 2, 4);
    read(3, 1, 0);
    assertThat(windows.size()).isEqualTo(2);
    time.advance(Duration.ofMinutes(5));
    HiddenWindow first = windows.due().orElseThrow();
    assertThat(first.from()).isEqualTo(START);
    assertThat(first.end()).isEqualTo(START.plusSeconds(20));
    assertThat(first.rows()).isEqualTo(5);
  }

  @Test
  void tableThatShowsRowsAgainIsLookedAtAtOnce() {
    read(0, 3, 0);
    assertThat(windows.due()).isEmpty();
    read(1, 0, 1);
    assertThat(windows.due()).isPresent();
    windows.looked(windows.due().orElseThrow(), 3, 0);
    read(2, 0, 1);
    assertThat(windows.due()).as("it was looked at").isEmpty();
  }

  /** Row ACLs hide some rows for good, here and there. */
  @Test
  void windowsThatShowSomeOfTheirRowsAreNotLookedAtAtOnce() {
    for (int i = 0; i < 10; i += 2) {
      read(i, 1, 9);
      read(i + 1, 0, 9);
    }
    assertThat(windows.due()).isEmpty();
  }

  @Test
  void earlyLooksAreAMinuteApart() {
    read(0, 3, 0);
    read(1, 0, 1);
    windows.looked(windows.due().orElseThrow(), 3, 0);
    read(2, 3, 0);
    read(3, 0, 1);
    assertThat(windows.due()).isEmpty();
    time.advance(Duration.ofMinutes(1));
    read(4, 3, 0);
    read(5, 0, 1);
    assertThat(windows.due()).isPresent();
  }

  /** Whatever is put together, no time that hid rows is left out. */
  @Test
  void thereAreNeverMoreThanThereIsRoomForAndNoneIsLeftOut() {
    for (int i = 0; i < 500; i += 2) {
      read(i, 1, 9);
      assertThat(windows.size()).isLessThanOrEqualTo(BoundedWindows.MOST);
    }
    for (int i = 0; i < 500; i += 2) {
      assertThat(windows.covers(START.plusSeconds(10L * i))).as("window %d", i).isTrue();
    }
  }

  @Test
  void whatIsHiddenForADayIsGivenUpAndSaid() {
    read(0, 3, 0);
    time.advance(Duration.ofHours(25));
    windows.looked(windows.due().orElseThrow(), 3, 0);
    try (LogText log = new LogText()) {
      assertThat(windows.due()).isEmpty();
      assertThat(log.messages("WARN", HiddenWindows.class))
          .singleElement()
          .asString()
          .contains("'incident'", "3 rows", "2026-03-01 12:00:00", "after a day");
    }
    assertThat(windows.size()).isZero();
  }

  @Test
  void lastLookIsWhenTheDayIsOver() {
    read(0, 3, 0);
    for (int minutes : new int[] {5, 5, 10, 20, 40, 80, 160, 320, 640, 160}) {
      time.advance(Duration.ofMinutes(minutes).minusSeconds(1));
      assertThat(windows.due()).as("before %d min", minutes).isEmpty();
      time.advance(Duration.ofSeconds(1));
      windows.looked(windows.due().orElseThrow(), 2, 0);
    }
    time.advance(Duration.ofSeconds(1));
    assertThat(windows.due()).isEmpty();
    assertThat(windows.size()).isZero();
  }

  /** The table may be polled once a day only, and show others then. */
  @Test
  void nothingIsGivenUpBeforeALookAtTheEndOfItsDay() {
    read(0, 3, 0);
    time.advance(Duration.ofHours(25));
    read(1, 0, 1);
    assertThat(windows.due()).isPresent();
  }

  /** They may have changed again, and what was shown beside them is too much to be known. */
  @Test
  void rowsThatMayBeHiddenAreLookedForAndSaidWhateverWasShown() {
    try (LogText log = new LogText()) {
      readUntold(0, 1);
      assertThat(log.messages("WARN", HiddenWindows.class))
          .singleElement()
          .asString()
          .contains("'incident'", "up to 1 rows", "2026-03-01 12:00:00", "hidden.recheck.ms");
    }
    assertThat(windows.unsure()).isEqualTo(1);
    time.advance(Duration.ofMinutes(5));
    windows.looked(windows.due().orElseThrow(), 1, 0);
    time.advance(Duration.ofMinutes(5));
    assertThat(windows.due()).map(HiddenWindow::rows).contains(1L);
  }

  /** Others are hidden now, perhaps. */
  @Test
  void rowsThatAreHiddenAmongMoreThanAreKnownAreSaid() {
    readUntold(2, 0);
    try (LogText log = new LogText()) {
      for (int i = 0; i < 2; i++) {
        time.advance(Duration.ofMinutes(5));
        windows.looked(windows.due().orElseThrow(), 2, 0);
      }
      time.advance(Duration.ofMinutes(10));
      windows.looked(windows.due().orElseThrow(), 1, 0);
      assertThat(log.messages("WARN", HiddenWindows.class))
          .hasSize(2)
          .first()
          .asString()
          .contains("'incident'", "2 rows", "2 were before", "2026-03-01 12:00:00");
    }
    assertThat(windows.unsure()).as("times").isEqualTo(1);
  }

  @Test
  void rowsThatAreHiddenAmongThoseThatAreKnownAreNotInDoubt() {
    read(0, 2, 5);
    time.advance(Duration.ofMinutes(5));
    windows.looked(windows.due().orElseThrow(), 2, 0);
    assertThat(windows.unsure()).isZero();
  }

  /** A window of more rows than are kept. */
  private void readUntold(long hidden, long doubtful) {
    int shown = ShownRows.MOST + 1;
    windows.opens(InStream.from(START));
    windows.handedOut(
        LongStream.range(0, shown).boxed().collect(Collectors.toMap(print -> print, p -> START)));
    windows.read(START.plusSeconds(10), hidden, doubtful, shown, false);
  }

  /** Else what is not known of a time is taken for shown. */
  @Test
  void whatTheDoubtfulOnesHaveShownIsForgottenLast() {
    readShown(0, 0, 10);
    for (int i = 1; i <= 6; i++) {
      readShown(20 * i, 1, 1_000);
    }
    time.advance(Duration.ofMinutes(5));
    assertThat(windows.due()).map(HiddenWindow::known).contains(true);
    assertThat(windows.unsure()).isZero();
  }

  @Test
  void doubtfulOnesOfWhichTooManyRowsWereShownAreSaid() {
    try (LogText log = new LogText()) {
      for (int i = 0; i < 6; i++) {
        readShown(20 * i, 0, 1_000);
      }
      assertThat(log.messages("WARN", HiddenWindows.class))
          .singleElement()
          .asString()
          .contains("some rows", "2026-03-01 12:00:00");
    }
    assertThat(windows.unsure()).isEqualTo(1);
  }

  /** Each may leave one more, for what it was reading when it was stopped. */
  @Test
  void formerTasksLeaveNoMoreThanThereIsRoomFor() {
    HiddenTimes stored = HiddenTimes.NONE;
    for (int task = 0; task < 300; task++) {
      HiddenWindows next = new HiddenWindows("incident", Duration.ofMinutes(5), time::nanoTime);
      Instant begin = START.plusSeconds(100L * task);
      next.restore(stored, begin);
      next.opens(InStream.from(begin));
      next.handedOut(Map.of((long) task, begin));
      stored = next.storedWithOpen(begin.plusSeconds(10), 1);
    }
    assertThat(stored.times()).hasSize(BoundedWindows.MOST + 1);
    assertThat(HiddenTimes.parse(stored.text())).isPresent();
  }

  /** A window of ten seconds. */
  private void readShown(int second, long hidden, int shown) {
    windows.opens(InStream.from(START.plusSeconds(second)));
    windows.handedOut(
        LongStream.range(0, shown)
            .boxed()
            .collect(
                Collectors.toMap(
                    print -> 10_000L * second + print, p -> START.plusSeconds(second))));
    windows.read(START.plusSeconds(second + 10), hidden, hidden > 0 ? 0 : 1, shown, false);
  }

  @Test
  void nothingIsRememberedWhenItIsNotWanted() {
    HiddenWindows never = new HiddenWindows("incident", Duration.ZERO, time::nanoTime);
    never.opens(InStream.from(START));
    never.read(START.plusSeconds(10), 3, 0, 0, true);
    assertThat(never.stored().times()).isEmpty();
    assertThat(never.size()).isZero();
    assertThat(never.due()).isEqualTo(Optional.empty());
  }

  private void read(int number, long hidden, long shown) {
    Instant from = START.plusSeconds(10L * number);
    windows.opens(InStream.from(from));
    windows.read(from.plusSeconds(10), hidden, 0, shown, true);
  }
}
