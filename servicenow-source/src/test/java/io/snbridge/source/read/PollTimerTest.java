/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.ManualTime;
import io.snbridge.source.scan.Sleeper;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class PollTimerTest {

  private final AtomicLong shown = new AtomicLong();
  private final List<Long> waits = new ArrayList<>();

  /** Nobody waits; how long it would have taken is kept. */
  private final Sleeper noted =
      new Sleeper() {
        @Override
        public void await(Duration duration) {
          waits.add(duration.toSeconds());
        }

        @Override
        public void await(Duration duration, CompletableFuture<Void> sign) {
          waits.add(sign.isDone() ? 0 : duration.toSeconds());
        }
      };

  private Runnable atFirstWait = () -> {};

  /** The same in milliseconds. */
  private final Sleeper millis =
      new Sleeper() {
        @Override
        public void await(Duration duration) {
          waits.add(duration.toMillis());
        }

        @Override
        public void await(Duration duration, CompletableFuture<Void> sign) {
          atFirstWait.run();
          atFirstWait = () -> {};
          waits.add(sign.isDone() ? 0 : duration.toMillis());
        }
      };

  @Test
  void intervalDoublesWhileNothingIsShownAndFallsBackAtTheFirstRow() throws Exception {
    PollTimer timer = timer(polledUpTo(Duration.ofSeconds(60)), noted);
    for (int i = 0; i < 6; i++) {
      timer.awaitNext(Instant.EPOCH);
    }
    assertThat(waits).containsExactly(5L, 10L, 20L, 40L, 60L, 60L);
    waits.clear();
    shown.addAndGet(1);
    timer.awaitNext(Instant.EPOCH);
    timer.awaitNext(Instant.EPOCH);
    assertThat(waits).containsExactly(5L, 10L);
  }

  @Test
  void intervalNeverChangesByDefaultNorBelowItself() throws Exception {
    for (Duration max : List.of(Duration.ZERO, Duration.ofSeconds(3))) {
      waits.clear();
      PollTimer timer = timer(polledUpTo(max), noted);
      for (int i = 0; i < 4; i++) {
        timer.awaitNext(Instant.EPOCH);
      }
      assertThat(waits).containsExactly(5L, 5L, 5L, 5L);
    }
  }

  /** What it rang for may become visible a little later only. */
  @Test
  void ringSetsTheIntervalBackThoughNothingIsShown() throws Exception {
    PollTimer timer = timer(polledUpTo(Duration.ofSeconds(60)), noted);
    timer.awaitNext(Instant.EPOCH);
    timer.awaitNext(Instant.EPOCH);
    timer.ring();
    timer.awaitNext(Instant.EPOCH);
    timer.awaitNext(Instant.EPOCH);
    assertThat(waits).containsExactly(5L, 10L, 0L, 5L);
  }

  @Test
  void ringsDuringAReadEndTheNextWaitAndOnlyThat() throws Exception {
    PollTimer timer = timer(Tables.incident(1), noted);
    timer.ring();
    timer.ring();
    timer.awaitNext(Instant.EPOCH);
    timer.awaitNext(Instant.EPOCH);
    assertThat(waits).containsExactly(0L, 5L);
  }

  /** It may be told of before it is visible. */
  @Test
  void wordOfAChangeHasTheTableReadAtOnceAndSoonAgain() throws Exception {
    PollTimer timer = timer(Tables.incident(1), millis);
    timer.changed();
    // Each pause comes after a read.
    assertThat(pauses(timer, 8))
        .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
  }

  @Test
  void wordEndsAWaitThatIsUnderWay() throws Exception {
    PollTimer timer = timer(Tables.incident(1), millis);
    atFirstWait = timer::changed;
    assertThat(pauses(timer, 2)).containsExactly(0L, 100L);
  }

  /** However long it is since the last word, and whatever became of that. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void wordEndsAPauseThatIsUnderWay(int rows) throws Exception {
    PollTimer timer = timer(Tables.incident(1), millis);
    timer.changed();
    shown.addAndGet(rows);
    assertThat(pauses(timer, 5)).containsExactly(100L, 200L, 400L, 800L, 1600L);
    atFirstWait = timer::changed;
    assertThat(pauses(timer, 4)).containsExactly(100L, 100L, 200L, 400L);
  }

  @Test
  void ringEndsAPauseAndLeavesTheNextAsItIs() throws Exception {
    PollTimer timer = timer(Tables.incident(1), millis);
    timer.changed();
    assertThat(pauses(timer, 2)).containsExactly(100L, 200L);
    atFirstWait = timer::ring;
    assertThat(pauses(timer, 2)).containsExactly(100L, 800L);
    timer.ring();
    assertThat(pauses(timer, 2)).as("while it was read").containsExactly(100L, 3200L);
  }

  @Test
  void readsThatShowWhatWasToldFollowEachOtherQuickly() throws Exception {
    PollTimer timer = timer(Tables.incident(1), millis);
    for (int i = 0; i < 50; i++) {
      timer.changed();
      shown.incrementAndGet();
      assertThat(pauses(timer, 1)).containsExactly(100L);
    }
  }

  @Test
  void wordOfNothingSoonCostsNoMoreThanTheInterval() throws Exception {
    PollTimer timer = timer(Tables.incident(1), millis);
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      timer.changed();
      timer.ring();
      atFirstWait = timer::changed;
      pauses.addAll(pauses(timer, 1));
    }
    assertThat(pauses.subList(0, 30)).containsOnly(100L);
    assertThat(pauses.subList(30, 40))
        .containsExactly(200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L, 5000L, 5000L);
    timer.changed();
    shown.incrementAndGet();
    assertThat(pauses(timer, 1)).as("it was true").containsExactly(100L);
  }

  /** How long it waits each time, in milliseconds. */
  private List<Long> pauses(PollTimer timer, int times) throws InterruptedException {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      waits.clear();
      timer.awaitNext(Instant.EPOCH);
      pauses.add(waits.stream().mapToLong(Long::longValue).sum());
    }
    return pauses;
  }

  @Test
  void ringEndsAWaitThatIsUnderWay() throws Exception {
    ManualTime time = new ManualTime();
    PollTimer timer = timer(Tables.incident(1), time);
    AtomicInteger reads = new AtomicInteger();
    Thread poller =
        new Thread(
            () -> {
              try {
                while (reads.incrementAndGet() < 10) {
                  timer.awaitNext(Instant.EPOCH);
                }
              } catch (InterruptedException ends) {
                Thread.currentThread().interrupt();
              }
            });
    poller.start();
    for (int i = 1; i < 10; i++) {
      int read = i;
      await().until(() -> reads.get() == read && time.waiting() == 1);
      timer.ring();
    }
    await().until(() -> reads.get() == 10);
    poller.join();
  }

  @Test
  void ringEndsARealWait() throws Exception {
    PollTimer timer = timer(Tables.incident(1), Sleeper.untilInterrupted());
    Thread poller =
        new Thread(
            () -> {
              try {
                timer.awaitNext(Instant.EPOCH);
              } catch (InterruptedException ends) {
                Thread.currentThread().interrupt();
              }
            });
    poller.start();
    await().until(() -> poller.getState() == Thread.State.TIMED_WAITING);
    timer.ring();
    poller.join(3000);
    assertThat(poller.isAlive()).isFalse();
  }

  private PollTimer timer(TableConfig table, Sleeper sleeper) {
    return new PollTimer(
        table,
        sleeper,
        shown::get,
        new Doorbell(),
        Rest.NEVER,
        new Urgency(new TableProgress(System::nanoTime)));
  }

  private static TableConfig polledUpTo(Duration max) {
    return Tables.polledUpTo(max, Tables.incident(1));
  }
}
