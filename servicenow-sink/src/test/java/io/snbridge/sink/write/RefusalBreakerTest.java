/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.LogText;
import io.snbridge.sink.record.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class RefusalBreakerTest {

  private static final WriteOutcome DONE = new WriteOutcome.Done();

  private record Attempt(WriteCall call, CompletableFuture<WriteOutcome> outcome) {

    String table() {
      return call.write().table();
    }

    /** As after a change that was made. */
    void succeed() {
      var unused = call.cancellation().beginChange(() -> CompletableFuture.completedFuture(null));
      outcome.complete(DONE);
    }

    /** By a firewall, which says nothing of the record. */
    void refuse() {
      outcome.complete(new WriteOutcome.Refused(ofNoRecord()));
    }
  }

  private final ManualWaits waits = new ManualWaits();
  private final List<Attempt> attempts = new ArrayList<>();
  private final RecordedTurn turn = new RecordedTurn();
  private RefusalBreaker breaker = breaker(3, Optional.empty());

  private RefusalBreaker breaker(int most, Optional<Duration> timeout) {
    return new RefusalBreaker(
        most,
        waits.policy(timeout),
        call -> {
          Attempt attempt = new Attempt(call, new CompletableFuture<>());
          attempts.add(attempt);
          return attempt.outcome();
        });
  }

  private static ServiceNowException refusal(Failure.Voice voice) {
    return new ServiceNowException(
        new Reply.Refused<>(
            new Failure(Request.Method.POST, "/p", 403, "no entry", "", "c-1", voice)));
  }

  private static ConnectException ofNoRecord() {
    return new ConnectException("was refused", refusal(Failure.Voice.ANOTHER));
  }

  private CompletableFuture<WriteOutcome> write(String table) {
    return write(table, new Cancellation(() -> false));
  }

  private CompletableFuture<WriteOutcome> write(String table, Cancellation cancellation) {
    return breaker.write(
        new WriteCall(
            new Write.Upsert(table, "%032x".formatted(attempts.size()), Map.of()),
            new SinkRecord("t", 0, null, null, null, null, 0),
            "c-1",
            cancellation,
            turn));
  }

  private Attempt last() {
    return attempts.get(attempts.size() - 1);
  }

  /** Three refusals, of which the last one waits. */
  private CompletableFuture<WriteOutcome> open() {
    return open("t");
  }

  private CompletableFuture<WriteOutcome> open(String table) {
    for (int i = 0; i < 2; i++) {
      CompletableFuture<WriteOutcome> believed = write(table);
      last().refuse();
      assertThat(believed.join()).isInstanceOf(WriteOutcome.Refused.class);
    }
    CompletableFuture<WriteOutcome> third = write(table);
    last().refuse();
    assertThat(third).isNotDone();
    return third;
  }

  @Test
  void soManyInARowMakeWritesWaitUntilOneIsWritten() {
    CompletableFuture<WriteOutcome> third = open();
    assertThat(breaker.held()).isEqualTo(1);
    assertThat(breaker.refusalsInRow()).isEqualTo(3);
    assertThat(breaker.pauses()).isEqualTo(1);
    assertThat(turn.parked).as("only who waits has no slot").isEqualTo(1);
    CompletableFuture<WriteOutcome> fourth = write("t");
    CompletableFuture<WriteOutcome> fifth = write("t");
    assertThat(attempts).as("nothing is sent").hasSize(3);
    assertThat(breaker.held()).isEqualTo(3);

    waits.passFirst();
    assertThat(attempts).as("one is the probe").hasSize(4);
    assertThat(breaker.held()).isEqualTo(3);
    last().succeed();
    assertThat(third).isCompletedWithValue(DONE);
    assertThat(attempts).as("all go on").hasSize(6);
    assertThat(breaker.held()).isZero();
    assertThat(breaker.refusalsInRow()).isZero();
    assertThat(breaker.pauses()).isEqualTo(1);
    attempts.get(4).succeed();
    attempts.get(5).succeed();
    assertThat(fourth).isCompletedWithValue(DONE);
    assertThat(fifth).isCompletedWithValue(DONE);
    assertThat(write("t")).isNotDone();
    assertThat(attempts).as("nothing waits any more").hasSize(7);
  }

  @Test
  void zeroNeverMakesAnythingWait() {
    breaker = breaker(0, Optional.empty());
    for (int i = 0; i < 10; i++) {
      CompletableFuture<WriteOutcome> refused = write("t");
      last().refuse();
      assertThat(refused.join()).isInstanceOf(WriteOutcome.Refused.class);
    }
    assertThat(breaker.held()).isZero();
  }

  @Test
  void probesComeAtWaitsThatGrow() {
    CompletableFuture<WriteOutcome> third = open();
    for (int probe = 0; probe < 4; probe++) {
      Duration bound = ManualWaits.INITIAL.multipliedBy(1L << probe);
      assertThat(waits.asked().get(waits.asked().size() - 1)).isBetween(bound.dividedBy(2), bound);
      waits.passFirst();
      assertThat(attempts).hasSize(4 + probe);
      last().refuse();
      assertThat(third).isNotDone();
      assertThat(breaker.held()).isEqualTo(1);
    }
  }

  @Test
  void waitsBeginAnewWhenItOpensAgain() {
    CompletableFuture<WriteOutcome> third = open();
    waits.passFirst();
    last().refuse();
    waits.passFirst();
    last().succeed();
    assertThat(third).isCompletedWithValue(DONE);
    assertThat(open()).isNotDone();
    assertThat(waits.asked().get(waits.asked().size() - 1))
        .isLessThanOrEqualTo(ManualWaits.INITIAL);
  }

  @Test
  void refusalsOfRecordsAreBelievedHoweverMany() {
    for (int i = 0; i < 10; i++) {
      CompletableFuture<WriteOutcome> ofTheRecord = write("t");
      last()
          .outcome()
          .complete(
              new WriteOutcome.Refused(
                  new ConnectException("no", refusal(Failure.Voice.SERVICENOW))));
      assertThat(ofTheRecord).isCompleted();
      CompletableFuture<WriteOutcome> other = write("t");
      last().outcome().complete(new WriteOutcome.Refused(new ConnectException("no")));
      assertThat(other).isCompleted();
      CompletableFuture<WriteOutcome> perhapsWritten = write("t");
      last().outcome().complete(new WriteOutcome.Refused(ofNoRecord(), true));
      assertThat(perhapsWritten).isCompleted();
    }
    assertThat(breaker.held()).isZero();
  }

  @Test
  void writtenRecordEndsTheRowAndOneThatIsDoneWithoutAChangeDoesNot() {
    for (int i = 0; i < 5; i++) {
      CompletableFuture<WriteOutcome> first = write("t");
      last().refuse();
      CompletableFuture<WriteOutcome> second = write("t");
      last().refuse();
      assertThat(List.of(first, second)).allMatch(CompletableFuture::isDone);
      var unused = write("t");
      last().succeed();
    }
    var unused = write("t");
    last().refuse();
    unused = write("t");
    last().refuse();
    unused = write("t");
    last().outcome().complete(DONE);
    unused = write("t");
    last().refuse();
    assertThat(breaker.held()).isEqualTo(1);
  }

  /** It shows nothing of what came after it. */
  @Test
  void recordThatWasSentBeforeTheFirstRefusalDoesNotEndTheRow() {
    var unused = write("t");
    Attempt first = last();
    unused = write("t");
    Attempt second = last();
    unused = write("t");
    Attempt third = last();
    second.refuse();
    third.succeed();
    unused = write("t");
    last().refuse();
    first.succeed();
    unused = write("t");
    last().refuse();
    assertThat(breaker.held()).isEqualTo(1);
  }

  @Test
  void recordThatWasSentAfterTheFirstRefusalEndsTheRow() {
    var unused = write("t");
    last().refuse();
    unused = write("t");
    last().succeed();
    unused = write("t");
    last().refuse();
    unused = write("t");
    last().refuse();
    assertThat(breaker.held()).isZero();
  }

  @Test
  void recordThatWasSentBeforeItOpenedDoesNotCloseIt() {
    var unused = write("t");
    Attempt before = last();
    CompletableFuture<WriteOutcome> third = open();
    before.succeed();
    assertThat(third).isNotDone();
    assertThat(breaker.held()).isEqualTo(1);
  }

  @Test
  void refusalOfBeforeItClosedIsNotBelievedAndSentAgain() {
    CompletableFuture<WriteOutcome> late = write("t");
    Attempt before = last();
    CompletableFuture<WriteOutcome> third = open();
    waits.passFirst();
    last().succeed();
    assertThat(third).isCompleted();
    int sent = attempts.size();
    before.refuse();
    assertThat(late).isNotDone();
    assertThat(attempts).hasSize(sent + 1);
    last().refuse();
    assertThat(late.join()).isInstanceOf(WriteOutcome.Refused.class);
  }

  @Test
  void refusalWhileItIsOpenWaitsWithTheOthers() {
    CompletableFuture<WriteOutcome> late = write("t");
    Attempt before = last();
    CompletableFuture<WriteOutcome> third = open();
    before.refuse();
    assertThat(List.of(late, third)).noneMatch(CompletableFuture::isDone);
    assertThat(breaker.held()).isEqualTo(2);
    waits.passFirst();
    last().refuse();
    waits.passFirst();
    last().succeed();
    last().succeed();
    assertThat(attempts).hasSize(7);
    last().succeed();
    assertThat(List.of(late, third)).allMatch(CompletableFuture::isDone);
  }

  @Test
  void tablesTakeTurns() {
    List<CompletableFuture<WriteOutcome>> all = new ArrayList<>(List.of(open("a")));
    for (String table : List.of("a", "a", "b", "b", "c")) {
      all.add(write(table));
    }
    List<String> probed = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      waits.passFirst();
      probed.add(last().table());
      last().refuse();
    }
    assertThat(probed).containsExactly("a", "b", "c", "a", "b", "c", "a");
    assertThat(all).noneMatch(CompletableFuture::isDone);
    assertThat(breaker.held()).isEqualTo(6);
  }

  /** A table that was refused before is no later than the others. */
  @Test
  void turnsBeginAnewWhenItOpensAgain() {
    CompletableFuture<WriteOutcome> third = open("a");
    waits.passFirst();
    last().succeed();
    assertThat(third).isCompleted();
    assertThat(open("a")).isNotDone();
    assertThat(write("b")).isNotDone();
    waits.passFirst();
    assertThat(last().table()).isEqualTo("a");
  }

  @Test
  void allFailsWhenTheTimeForRetriesIsOver() {
    breaker = breaker(3, Optional.of(Duration.ofMinutes(1)));
    CompletableFuture<WriteOutcome> third = open();
    waits.passFirst();
    waits.nanos += Duration.ofSeconds(59).toNanos();
    last().refuse();
    assertThat(third).as("in time").isNotDone();
    waits.pass(Duration.ofMinutes(1));
    last().refuse();
    assertThat(third.join())
        .isInstanceOfSatisfying(
            WriteOutcome.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .hasMessageContaining("The upsert of t/")
                    .hasMessageContaining("servicenow.retry.timeout.ms is over")
                    .hasMessageContaining("no entry"));
    assertThat(breaker.held()).isZero();
  }

  @Test
  void probeThatComesToNoEndMakesWayForTheNextAndGoesOn() {
    CompletableFuture<WriteOutcome> third = open();
    CompletableFuture<WriteOutcome> fourth = write("t");
    waits.passFirst();
    Attempt silent = last();
    assertThat(waits.asked()).endsWith(ManualWaits.MAX);
    waits.pass(ManualWaits.MAX);
    waits.passFirst();
    assertThat(attempts).as("at once").hasSize(5);
    silent.succeed();
    assertThat(third).isCompletedWithValue(DONE);
    assertThat(fourth).isNotDone();
    last().succeed();
    assertThat(fourth).isCompletedWithValue(DONE);
    assertThat(breaker.held()).isZero();
  }

  @Test
  void probeThatHasEndedMakesNoWayTwice() {
    CompletableFuture<WriteOutcome> third = open();
    CompletableFuture<WriteOutcome> fourth = write("t");
    waits.passFirst();
    last().refuse();
    waits.passFirst();
    assertThat(attempts).hasSize(5);
    last().outcome().complete(DONE);
    assertThat(third.isDone() || fourth.isDone()).isTrue();
    waits.passFirst();
    assertThat(attempts).as("one made way at its end").hasSize(6);
    waits.pass(ManualWaits.MAX.minusSeconds(1));
    assertThat(attempts).as("the time of the first probe is no other's").hasSize(6);
  }

  @Test
  void probeThatEndsWithoutAWordOnTheOthersMakesWayAtOnce() {
    CompletableFuture<WriteOutcome> third = open();
    CompletableFuture<WriteOutcome> fourth = write("t");
    waits.passFirst();
    last().outcome().completeExceptionally(new CancellationException());
    assertThat(third).isCompletedExceptionally();
    assertThat(breaker.held()).isEqualTo(1);
    assertThat(waits.asked()).endsWith(Duration.ZERO);
    waits.passFirst();
    assertThat(attempts).hasSize(5);
    last().succeed();
    assertThat(fourth).isCompletedWithValue(DONE);
  }

  @Test
  void whoIsCancelledWaitsNoMore() {
    Cancellation cancellation = new Cancellation(() -> false);
    CompletableFuture<WriteOutcome> third = open();
    CompletableFuture<WriteOutcome> fourth = write("t", cancellation);
    assertThat(breaker.held()).isEqualTo(2);
    cancellation.cancel();
    assertThat(fourth).isCompletedExceptionally();
    assertThat(third).isNotDone();
    assertThat(breaker.held()).isEqualTo(1);
    assertThat(waits.asked()).as("one timer is enough").hasSize(1);
  }

  @Test
  void whoComesWhenAllWereCancelledIsProbedAllTheSame() {
    Cancellation cancellation = new Cancellation(() -> false);
    CompletableFuture<WriteOutcome> third = open();
    waits.passFirst();
    last().outcome().completeExceptionally(new CancellationException());
    assertThat(third).isCompletedExceptionally();
    assertThat(write("t", cancellation)).isNotDone();
    cancellation.cancel();
    waits.passFirst();
    int sent = attempts.size();
    CompletableFuture<WriteOutcome> late = write("t");
    waits.passFirst();
    assertThat(attempts).hasSize(sent + 1);
    last().succeed();
    assertThat(late).isCompletedWithValue(DONE);
  }

  private void failBatch(Attempt attempt, Failure.Voice voice) {
    attempt.outcome().completeExceptionally(new CompletionException(refusal(voice)));
  }

  @Test
  void refusedBatchIsHeldAtOnceWhenSomethingWasWrittenBefore() {
    var unused = write("t");
    last().succeed();
    CompletableFuture<WriteOutcome> refused = write("t");
    failBatch(last(), Failure.Voice.ANOTHER);
    assertThat(refused).isNotDone();
    assertThat(breaker.held()).isEqualTo(1);
    waits.passFirst();
    last().succeed();
    assertThat(refused).isCompletedWithValue(DONE);
  }

  /** The user may not be allowed to send any. */
  @Test
  void refusedBatchFailsWhenNothingWasWrittenBefore() {
    CompletableFuture<WriteOutcome> refused = write("t");
    failBatch(last(), Failure.Voice.ANOTHER);
    assertThat(refused).isCompletedExceptionally();
    assertThat(breaker.held()).isZero();
  }

  @Test
  void otherFailuresAreNotHeld() {
    var unused = write("t");
    last().succeed();
    CompletableFuture<WriteOutcome> ofTheBatch = write("t");
    failBatch(last(), Failure.Voice.SERVICENOW);
    assertThat(ofTheBatch)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withStackTraceContaining("no entry");
    CompletableFuture<WriteOutcome> cancelled = write("t");
    last().outcome().completeExceptionally(new CancellationException());
    assertThat(cancelled).isCompletedExceptionally();
    assertThat(breaker.held()).isZero();
  }

  @Test
  void idInDoubtIsHeldWithTheOthers() {
    for (int i = 0; i < 3; i++) {
      var unused = write("t");
      last().outcome().complete(new WriteOutcome.Refused(new IdInDoubtException("other id")));
    }
    assertThat(breaker.held()).isEqualTo(1);
  }

  /** Each attempt would leave another row. */
  @Test
  void rowThatWasLeftBehindIsRefusedAndMakesTheOthersWait() {
    try (LogText log = new LogText()) {
      for (int i = 0; i < 3; i++) {
        assertThat(log.text()).doesNotContain("Everything is refused");
        CompletableFuture<WriteOutcome> left = write("t");
        WriteOutcome refused =
            new WriteOutcome.Refused(new IdInDoubtException("row left behind"), true);
        last().outcome().complete(refused);
        assertThat(left).isCompletedWithValue(refused);
      }
      assertThat(log.text())
          .contains(
              "Everything is refused", "write.max.refusals.in.row=3", ": 1 records", "left behind");
    }
    assertThat(write("t")).isNotDone();
    assertThat(attempts).as("waits").hasSize(3);
    waits.passFirst();
    assertThat(attempts).hasSize(4);
  }

  @Test
  void whatWaitsIsToldOfOnceAMinuteAndThatItIsOver() {
    try (LogText log = new LogText()) {
      CompletableFuture<WriteOutcome> third = open();
      assertThat(log.text()).containsOnlyOnce(": 1 records wait").contains("no entry");
      CompletableFuture<WriteOutcome> fourth = write("t");
      waits.passFirst();
      last().refuse();
      assertThat(log.text()).containsOnlyOnce("Everything is refused");
      waits.passFirst();
      last().succeed();
      assertThat(log.text()).contains("takes records again, after 2 probes; 1 that waited");
      last().succeed();
      assertThat(List.of(third, fourth)).allMatch(CompletableFuture::isDone);
    }
  }
}
