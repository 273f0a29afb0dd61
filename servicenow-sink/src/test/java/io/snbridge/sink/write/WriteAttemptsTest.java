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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteAttemptsTest {

  private static final Write WRITE = new Write.Delete("incident", "0123");
  private static final Reply<String> OK = new Reply.Ok<>("made", OptionalLong.empty());

  private final ManualWaits waits = new ManualWaits();
  private final RecordedTurn turn = new RecordedTurn();
  private final Cancellation cancellation = new Cancellation(() -> false);
  private final AtomicLong written = new AtomicLong();
  private final Deque<Reply<String>> replies = new ArrayDeque<>();
  private final List<Boolean> asked = new ArrayList<>();
  private boolean othersAnswered;
  private WriteAttempts attempts = attempts(Optional.empty());

  private WriteAttempts attempts(Optional<Duration> timeout) {
    return new WriteAttempts(
        waits.policy(timeout),
        new WriteCall(
            WRITE, new SinkRecord("t", 0, null, null, null, null, 0), "c-1", cancellation, turn),
        new ServerErrorBudget(2, written));
  }

  private static Failure failure(int status) {
    return new Failure(Request.Method.DELETE, "/p", status, "seen", "", "c-1");
  }

  private static Reply<String> lost(int status) {
    return new Reply.Unknown<>(failure(status));
  }

  private CompletableFuture<Reply<String>> send() {
    return CompletableFuture.completedFuture(replies.remove());
  }

  private CompletableFuture<Boolean> others() {
    return CompletableFuture.completedFuture(othersAnswered);
  }

  private CompletableFuture<Reply<String>> ask() {
    return attempts.untilAnswered(
        apart -> {
          asked.add(apart);
          return send();
        },
        this::others);
  }

  @Test
  void changeIsSentUntilItsOutcomeIsKnownWithWaitsThatGrow() {
    replies.addAll(List.of(lost(500), lost(500), OK));
    CompletableFuture<Reply<String>> known = attempts.untilKnown(this::send);
    for (int i = 0; i < 2; i++) {
      assertThat(known).isNotDone();
      Duration bound = ManualWaits.INITIAL.multipliedBy(1L << i);
      assertThat(waits.asked().get(0)).isBetween(bound.dividedBy(2), bound);
      waits.passFirst();
    }
    assertThat(known).isCompletedWithValue(OK);
    assertThat(turn.parked).as("waits have no slot").isEqualTo(2);
  }

  @Test
  void changeThatIsFoundToBeMadeIsNotSentAgain() {
    replies.add(lost(500));
    CompletableFuture<Reply<String>> known =
        attempts.untilKnown(this::send, () -> CompletableFuture.completedFuture(Optional.of(OK)));
    assertThat(known).isCompletedWithValue(OK);
  }

  @Test
  void changeIsNotSentAgainWhenTimeIsOver() {
    attempts = attempts(Optional.of(Duration.ofMinutes(1)));
    waits.pass(Duration.ofSeconds(59));
    replies.addAll(List.of(lost(500), lost(503)));
    CompletableFuture<Reply<String>> known = attempts.untilKnown(this::send);
    assertThat(known).as("in time").isNotDone();
    waits.nanos += Duration.ofSeconds(1).toNanos();
    waits.passFirst();
    assertThat(known).isCompletedWithValue(lost(503));
  }

  @Test
  void changeIsGivenUpWhenOnlyItsAnswersTellNothing() {
    for (int i = 0; i < 4; i++) {
      replies.add(lost(500));
    }
    CompletableFuture<Reply<String>> known = attempts.untilKnown(this::send);
    waits.passFirst();
    assertThat(known).as("no other row was written").isNotDone();
    written.incrementAndGet();
    waits.passFirst();
    assertThat(known).isNotDone();
    assertThat(attempts.isGivenUp()).isFalse();
    written.incrementAndGet();
    waits.passFirst();
    assertThat(known).isCompletedWithValue(lost(500));
    assertThat(attempts.isGivenUp()).isTrue();
    WriteOutcome.Refused outcome = attempts.givenUp("look at it", (Reply.NotOk<?>) known.join());
    assertThat(outcome.mayBeWritten()).isFalse();
    assertThat(outcome.reason())
        .hasMessageContaining("The delete of incident/0123 got no answer")
        .hasMessageContaining("2 times")
        .hasMessageContaining("(write.max.server.errors); look at it: DELETE /p");
  }

  @Test
  void cancelledWriteSendsNothing() {
    cancellation.cancel();
    assertThat(attempts.untilKnown(this::send)).isCompletedExceptionally();
    assertThat(attempts.ask(this::send)).isCompletedExceptionally();
    assertThat(cancellation.hasChanged()).isFalse();
  }

  @Test
  void haltedTaskSendsNothingAfterItsWait() {
    CompletableFuture<Void> rest = attempts.rest(1);
    turn.halted = true;
    waits.passFirst();
    assertThat(rest).isCompletedExceptionally();
  }

  @Test
  void lostAnswerIsToldOfOnceAMinute() {
    try (LogText log = new LogText()) {
      CompletableFuture<Void> pause = attempts.pause((Reply.NotOk<?>) lost(504), 7);
      CompletableFuture<Void> second = attempts.pause((Reply.NotOk<?>) lost(504), 8);
      assertThat(log.text())
          .containsOnlyOnce("is unknown after attempt 7: DELETE /p: status 504")
          .doesNotContain("attempt 8:");
      assertThat(List.of(pause, second)).noneMatch(CompletableFuture::isDone);
      waits.passFirst();
      waits.passFirst();
      assertThat(List.of(pause, second)).allMatch(CompletableFuture::isDone);
    }
  }

  @Test
  void laneIsHeldWhileALostChangeMayStillRun() {
    Duration age = Duration.ofSeconds(5);
    waits.pass(age);
    replies.add(new Reply.Unknown<>(failure(504), age));
    var unused = attempts.untilKnown(this::send);
    attempts.holdLane(new WriteOutcome.Done());
    assertThat(turn.laneHeld).hasSize(1);
    assertThat(waits.asked()).endsWith(ManualWaits.MAY_STILL_RUN.minus(age));
    assertThat(turn.laneHeld.get(0)).isNotDone();
    waits.pass(ManualWaits.MAY_STILL_RUN);
    assertThat(turn.laneHeld.get(0)).isDone();
    attempts.holdLane(new WriteOutcome.Done());
    assertThat(turn.laneHeld).as("it can run no more").hasSize(1);
  }

  @Test
  void laneIsNotHeldForWhatTheInstanceItselfAnswered() {
    replies.add(lost(500));
    var unused = attempts.untilKnown(this::send);
    attempts.holdLane(new WriteOutcome.Done());
    attempts.holdLane(new WriteOutcome.Refused(attempts.error("x", notOk(500)), true));
    assertThat(turn.laneHeld).isEmpty();
  }

  private static Reply.NotOk<?> notOk(int status) {
    return new Reply.Retriable<>(failure(status));
  }

  @Test
  void laneIsNotHeldForWhatWasLostTooLongAgo() {
    waits.pass(ManualWaits.MAY_STILL_RUN);
    attempts.lost(new Reply.Unknown<>(failure(0), ManualWaits.MAY_STILL_RUN));
    attempts.holdLane(new WriteOutcome.Done());
    assertThat(turn.laneHeld).isEmpty();
  }

  @Test
  void laneIsHeldForWhatIsRefusedAndMayBeWritten() {
    replies.addAll(List.of(lost(504)));
    var unused = attempts.change(this::send);
    assertThat(attempts.hasLost()).isTrue();
    attempts.holdLane(new WriteOutcome.Done());
    attempts.holdLane(new WriteOutcome.Refused(attempts.error("x", notOk(504))));
    assertThat(turn.laneHeld).isEmpty();
    waits.pass(Duration.ofSeconds(10));
    attempts.holdLane(new WriteOutcome.Refused(attempts.error("x", notOk(504)), true));
    assertThat(turn.laneHeld).hasSize(1);
    assertThat(waits.asked()).endsWith(ManualWaits.MAY_STILL_RUN.minusSeconds(10));
  }

  @Test
  void laneIsHeldForAllTheTimeOfAChangeThatWasCut() {
    attempts.holdLane(null);
    assertThat(turn.laneHeld).as("nothing was sent").isEmpty();
    replies.add(OK);
    var unused = attempts.change(this::send);
    attempts.holdLane(null);
    assertThat(turn.laneHeld).hasSize(1);
    assertThat(waits.asked()).endsWith(ManualWaits.MAY_STILL_RUN);
    attempts.holdLane(new WriteOutcome.Done());
    assertThat(turn.laneHeld).as("answered").hasSize(1);
  }

  @Test
  void laneIsHeldForWhatGoesOnThoughItWasAnswered() {
    replies.add(lost(504));
    var unused = attempts.change(this::send);
    attempts.goesOn();
    assertThat(attempts.hasLost()).isFalse();
    attempts.holdLane(new WriteOutcome.Done());
    assertThat(waits.asked()).endsWith(ManualWaits.MAY_STILL_RUN);
    attempts.holdLane(new WriteOutcome.Refused(attempts.error("x", notOk(504)), true));
    assertThat(turn.laneHeld).hasSize(2);
  }

  @Test
  void changeThatIsAnsweredIsNotLost() {
    replies.add(OK);
    assertThat(attempts.change(this::send)).isCompletedWithValue(OK);
    assertThat(attempts.hasLost()).isFalse();
    assertThat(cancellation.hasChanged()).isTrue();
    assertThat(written).as("a sign that ServiceNow works").hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 202, 408, 499, 502, 503, 504})
  void answersOfOthersLeaveTheInstanceAtWork(int status) {
    waits.nanos = ManualWaits.MAY_STILL_RUN.toNanos();
    assertThat(WriteAttempts.isAnswered(notOk(status))).isFalse();
    assertThat(attempts.mayStillRun(notOk(status), 1)).isTrue();
    assertThat(attempts.mayStillRun(notOk(status), 0)).as("too long ago").isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 403, 404, 429, 500})
  void instanceThatAnsweredWorksNoMore(int status) {
    assertThat(WriteAttempts.isAnswered(notOk(status))).isTrue();
    assertThat(attempts.mayStillRun(notOk(status), waits.nanos)).isFalse();
  }

  @Test
  void questionIsAskedAgainUntilItIsAnswered() {
    replies.addAll(
        List.of(new Reply.Retriable<>(failure(503)), new Reply.Retriable<>(failure(0)), OK));
    CompletableFuture<Reply<String>> answer = ask();
    for (int i = 0; i < 2; i++) {
      Duration bound = ManualWaits.INITIAL.multipliedBy(1L << i);
      assertThat(waits.asked().get(0)).isBetween(bound.dividedBy(2), bound);
      waits.passFirst();
    }
    assertThat(answer).isCompletedWithValue(OK);
    assertThat(asked).as("with others").containsExactly(false, false, false);
    assertThat(attempts.isUnreadable()).isFalse();
  }

  @Test
  void refusedQuestionIsNotAskedAgain() {
    Reply<String> refused = new Reply.Refused<>(failure(403));
    replies.add(refused);
    assertThat(ask()).isCompletedWithValue(refused);
    assertThat(turn.parked).as("nobody else is asked about").isZero();
  }

  @Test
  void questionThatOnlyItsRowDoesNotAnswerIsAskedApartAndGivenUp() {
    othersAnswered = true;
    replies.addAll(List.of(new Reply.Retriable<>(failure(503)), new Reply.Retriable<>(failure(0))));
    CompletableFuture<Reply<String>> answer = ask();
    assertThat(attempts.isUnreadable()).isTrue();
    othersAnswered = false;
    waits.passFirst();
    assertThat(answer).as("the others are silent, too").isNotDone();
    assertThat(attempts.isUnreadable()).as("it was once").isTrue();
    othersAnswered = true;
    replies.add(new Reply.Retriable<>(failure(0)));
    waits.passFirst();
    assertThat(answer).isCompletedWithValue(new Reply.Retriable<>(failure(0)));
    assertThat(asked).containsExactly(false, true, true);
    assertThat(attempts.isGivenUp()).isTrue();
  }

  @Test
  void questionIsNotAskedAgainWhenTimeIsOver() {
    attempts = attempts(Optional.of(Duration.ofMinutes(1)));
    waits.pass(Duration.ofMinutes(1));
    replies.add(new Reply.Retriable<>(failure(503)));
    assertThat(ask()).isCompletedWithValue(new Reply.Retriable<>(failure(503)));
  }

  @Test
  void whetherOthersAreAnsweredIsAskedWithoutASlotAndNotOfACancelledWrite() {
    othersAnswered = true;
    assertThat(attempts.isOfTheRow(this::others)).isCompletedWithValue(true);
    assertThat(turn.parked).isEqualTo(1);
    cancellation.cancel();
    Supplier<CompletableFuture<Boolean>> none =
        () -> CompletableFuture.failedFuture(new AssertionError("asked"));
    assertThat(attempts.isOfTheRow(none))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withStackTraceContaining(CancellationException.class.getSimpleName());
  }

  @Test
  void outcomeIsDoneRefusedOrFailed() {
    assertThat(attempts.ended(OK)).isEqualTo(new WriteOutcome.Done());
    assertThat(attempts.ended(new Reply.Refused<>(failure(403))))
        .isInstanceOfSatisfying(
            WriteOutcome.Refused.class,
            refused -> {
              assertThat(refused.mayBeWritten()).isFalse();
              assertThat(refused.reason())
                  .hasMessage(
                      "The delete of incident/0123 was refused: DELETE /p: status 403, seen"
                          + " [correlation id c-1]")
                  .hasCauseInstanceOf(ServiceNowException.class);
            });
    assertThat(attempts.ended(new Reply.Unauthorized<>(failure(401))))
        .isInstanceOfSatisfying(
            WriteOutcome.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .hasMessageContaining("failed, because the credentials were not accepted: "));
    assertThat(attempts.ended(new Reply.Retriable<>(failure(503))))
        .isInstanceOfSatisfying(
            WriteOutcome.Failed.class,
            failed ->
                assertThat(failed.reason())
                    .hasMessageContaining("failed, and servicenow.retry.timeout.ms is over: "));
  }

  private void giveUp() {
    othersAnswered = true;
    for (int i = 0; i < 2; i++) {
      var unused = attempts.mayAskAgain(notOk(503), this::others);
    }
    assertThat(attempts.isGivenUp()).isTrue();
  }

  @Test
  void whatIsGivenUpWithoutAnAnswerIsRefusedAndMayBeWrittenOnceSomethingWasSent() {
    giveUp();
    assertThat(attempts.ended(OK)).as("answered").isEqualTo(new WriteOutcome.Done());
    WriteOutcome unsent = attempts.ended(notOk(503));
    assertThat(unsent)
        .isInstanceOfSatisfying(
            WriteOutcome.Refused.class,
            refused -> {
              assertThat(refused.mayBeWritten()).isFalse();
              assertThat(refused.reason())
                  .hasMessageContaining("; what is there could not be read: ");
            });
    replies.add(OK);
    var unused = attempts.change(this::send);
    WriteOutcome sent = attempts.ended(notOk(503));
    assertThat(sent)
        .isInstanceOfSatisfying(
            WriteOutcome.Refused.class,
            refused -> {
              assertThat(refused.mayBeWritten()).isTrue();
              assertThat(refused.reason())
                  .hasMessageContaining(
                      "; it may have happened, and what is there could not be read: ");
            });
  }

  @Test
  void whatServiceNowSaysWithinASuccessIsARefusalOfThisWrite() {
    assertThat(attempts.says("/q", 201, "no", "why"))
        .isEqualTo(
            new Reply.Refused<>(new Failure(Request.Method.POST, "/q", 201, "no", "why", "c-1")));
    assertThat(attempts.correlationId()).isEqualTo("c-1");
    assertThat(attempts.write()).isEqualTo(WRITE);
    assertThat(attempts.call().turn()).isSameAs(turn);
  }
}
