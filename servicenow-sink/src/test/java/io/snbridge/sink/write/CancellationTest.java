/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.record.Write;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class CancellationTest {

  private boolean abandoned;
  private final Cancellation cancellation = new Cancellation(() -> abandoned);
  private final CompletableFuture<String> step = new CompletableFuture<>();
  private final RecordedTurn turn = new RecordedTurn();
  private final WriteCall call =
      new WriteCall(
          new Write.Upsert("incident", "1", Map.of()),
          new SinkRecord("t", 0, null, null, null, null, 0),
          "c-1",
          cancellation,
          turn);

  private static CompletableFuture<String> none() {
    throw new AssertionError("begun");
  }

  @Test
  void stepThatRunsIsCancelledAndNoneFollows() {
    CompletableFuture<String> begun = cancellation.begin(() -> step);
    assertThat(begun).isNotDone();
    cancellation.cancel();
    assertThat(begun).isCancelled();
    assertThat(step).isCancelled();
    assertThat(cancellation.begin(CancellationTest::none))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withStackTraceContaining("The write was cancelled");
  }

  @Test
  void stepThatBeginsAsItIsCancelledIsCancelled() {
    CompletableFuture<String> begun =
        cancellation.begin(
            () -> {
              cancellation.cancel();
              return step;
            });
    assertThat(begun).isCancelled();
  }

  @Test
  void lastStepOfAnAbandonedWriteRunsToItsEnd() {
    CompletableFuture<String> begun = cancellation.begin(() -> step);
    abandoned = true;
    step.complete("done");
    assertThat(begun).isCompletedWithValue("done");
    assertThat(cancellation.begin(CancellationTest::none)).isCompletedExceptionally();
  }

  @Test
  void onlySentChangesCountAsChanges() {
    assertThat(cancellation.begin(() -> step)).isNotDone();
    assertThat(cancellation.hasChanged()).isFalse();
    assertThat(cancellation.beginChange(() -> step)).isSameAs(step);
    assertThat(cancellation.hasChanged()).isTrue();
  }

  @Test
  void changeOfACancelledWriteIsNotSent() {
    cancellation.cancel();
    assertThat(cancellation.beginChange(CancellationTest::none)).isCompletedExceptionally();
    assertThat(cancellation.hasChanged()).isFalse();
  }

  @Test
  void readApartHasNoSlotAndIsOneOfFew() {
    FewAtATime few = new FewAtATime(1);
    CompletableFuture<String> first = call.apart(few, () -> step);
    CompletableFuture<String> other = few.run("incident", CompletableFuture::new);
    assertThat(turn.parked).isEqualTo(1);
    CompletableFuture<String> second =
        call.apart(few, () -> CompletableFuture.completedFuture("second"));
    assertThat(second).isNotDone();
    step.complete("first");
    assertThat(first).isCompletedWithValue("first");
    assertThat(other).isNotDone();
    assertThat(second).as("another one's read is under way").isNotDone();
  }

  @Test
  void readApartIsNotBegunOnceTheTaskIsHalted() {
    turn.halted = true;
    assertThat(call.apart(new FewAtATime(1), CancellationTest::none))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withStackTraceContaining(CancellationException.class.getName())
        .withStackTraceContaining("The task has failed or is stopped");
  }

  @Test
  void callForAnotherWriteIsOfTheSameRecord() {
    Write other = new Write.Delete("incident", "2");
    WriteCall with = call.with(other);
    assertThat(with.write()).isEqualTo(other);
    assertThat(with).usingRecursiveComparison().ignoringFields("write").isEqualTo(call);
  }

  @Test
  void rowIsTheSameInAnyCase() {
    assertThat(RowKey.of(new Write.Delete("Incident", "AB")))
        .isEqualTo(RowKey.of(new Write.Delete("incident", "ab")))
        .isEqualTo(new RowKey("incident", "ab"))
        .isNotEqualTo(RowKey.of(new Write.Delete("incident", "abc")));
  }

  @Test
  void outcomesAreOfOneRowAndRefusedOnesAreNotWrittenUnlessTheySaySo() {
    assertThat(new WriteOutcome.Done(Optional.of("1")))
        .isEqualTo(new WriteOutcome.Done(Optional.of("1"), Set.of()))
        .isNotEqualTo(new WriteOutcome.Done());
  }
}
