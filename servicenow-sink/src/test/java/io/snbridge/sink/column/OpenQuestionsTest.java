/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenQuestionsTest {

  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Deque<Runnable> timers = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private boolean answers;
  private boolean hangs;
  private long nanos;
  private final OpenQuestions questions =
      new OpenQuestions(
          (table, columns) -> {
            asked.add(table);
            return hangs
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(
                    new ColumnFindings(Optional.empty(), Set.of(), Set.of(), answers));
          },
          PAUSE,
          wait -> timers::add,
          () -> nanos);

  private List<CompletableFuture<ColumnFindings>> ask(int times, Optional<Duration> atMost) {
    return IntStream.range(0, times)
        .mapToObj(i -> questions.ask("incident", Set.of("u_" + i), atMost))
        .toList();
  }

  private void pause() {
    nanos += PAUSE.toNanos();
    List<Runnable> due = List.copyOf(timers);
    timers.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void manyThatWaitTakeOneTimerAndOneQuestion() {
    List<CompletableFuture<ColumnFindings>> waiting = ask(1000, Optional.of(Duration.ofHours(1)));
    for (int i = 0; i < 100; i++) {
      assertThat(timers).hasSize(1);
      assertThat(asked).hasSize(i + 1);
      pause();
    }
    answers = true;
    pause();
    assertThat(waiting).allSatisfy(answer -> assertThat(answer).isCompleted());
    assertThat(timers).isEmpty();
  }

  @Test
  void tablesAreAskedForEachByItself() {
    ask(10, Optional.empty());
    CompletableFuture<ColumnFindings> other =
        questions.ask("problem", Set.of("u_x"), Optional.empty());
    assertThat(timers).hasSize(2);
    assertThat(other).isNotDone();
  }

  /** Though the question itself hangs. */
  @Test
  void eachIsGivenUpWhenItsOwnTimeIsOver() {
    hangs = true;
    CompletableFuture<ColumnFindings> early = ask(1, Optional.of(PAUSE.multipliedBy(2))).get(0);
    pause();
    CompletableFuture<ColumnFindings> late = ask(1, Optional.of(PAUSE.multipliedBy(2))).get(0);
    pause();
    assertThat(early.handle((found, error) -> error))
        .isCompletedWithValueMatching(TimeoutException.class::isInstance);
    assertThat(late).isNotDone();
    pause();
    assertThat(late).isCompletedExceptionally();
    assertThat(timers).as("nobody waits").isEmpty();
    assertThat(asked).hasSize(1);
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotAskedAgain() {
    List<CompletableFuture<ColumnFindings>> waiting = ask(10, Optional.empty());
    waiting.forEach(answer -> answer.cancel(false));
    pause();
    assertThat(asked).hasSize(1);
    assertThat(timers).isEmpty();
    answers = true;
    assertThat(ask(1, Optional.empty()).get(0)).isCompleted();
  }

  /** The answer to the first one's columns need not tell the others'. */
  @Test
  void whoIsNotToldYetWaitsOn() {
    Set<String> first = Set.of("u_known");
    OpenQuestions some =
        new OpenQuestions(
            (table, columns) ->
                CompletableFuture.completedFuture(
                    new ColumnFindings(
                        Optional.empty(),
                        Set.of(),
                        Set.of(),
                        answers && (nanos > PAUSE.toNanos() || columns.equals(first)))),
            PAUSE,
            wait -> timers::add,
            () -> nanos);
    CompletableFuture<ColumnFindings> known = some.ask("incident", first, Optional.empty());
    CompletableFuture<ColumnFindings> other =
        some.ask("incident", Set.of("u_other"), Optional.empty());
    answers = true;
    pause();
    assertThat(known).isCompleted();
    assertThat(other).isNotDone();
    pause();
    assertThat(other).isCompleted();
  }
}
