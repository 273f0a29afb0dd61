/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RequestCoalescerTest {

  private record Asked(
      String group, List<Integer> questions, CompletableFuture<Map<Integer, String>> answers) {

    void answer() {
      answers.complete(questions.stream().collect(Collectors.toMap(probe -> probe, group::repeat)));
    }
  }

  private final List<Asked> asked = new ArrayList<>();
  private final RequestCoalescer<String, Integer, String> together =
      new RequestCoalescer<>(this::asking, (group, waiting) -> 3);

  private CompletableFuture<Map<Integer, String>> asking(String group, List<Integer> questions) {
    if (questions.contains(-1)) {
      throw new IllegalArgumentException("-1");
    }
    Asked one = new Asked(group, questions, new CompletableFuture<>());
    asked.add(one);
    return one.answers();
  }

  @Test
  void whatComesWhileOneIsUnderWayGoesAsOne() {
    CompletableFuture<String> first = together.ask("a", 1);
    CompletableFuture<String> second = together.ask("a", 2);
    CompletableFuture<String> third = together.ask("a", 3);
    CompletableFuture<String> other = together.ask("b", 1);
    assertThat(asked).extracting(Asked::questions).containsExactly(List.of(1), List.of(1));
    asked.get(0).answer();
    assertThat(first).isCompletedWithValue("a");
    assertThat(second).isNotDone();
    assertThat(asked.get(2).questions()).containsExactly(2, 3);
    asked.get(2).answer();
    assertThat(second).isCompletedWithValue("aa");
    assertThat(third).isCompletedWithValue("aaa");
    asked.get(1).answer();
    assertThat(other).isCompletedWithValue("b");
    CompletableFuture<String> afterwards = together.ask("a", 4);
    assertThat(asked.get(3).questions()).containsExactly(4);
    assertThat(afterwards).isNotDone();
  }

  @Test
  void noMoreAreAskedAtOnceThanFit() {
    for (int i = 0; i < 6; i++) {
      var unused = together.ask("a", i);
    }
    for (int i = 0; i < asked.size(); i++) {
      asked.get(i).answer();
    }
    assertThat(asked)
        .extracting(Asked::questions)
        .containsExactly(List.of(0), List.of(1, 2, 3), List.of(4, 5));
  }

  @Test
  void howManyFitIsToldByAllThatWait() {
    List<List<Integer>> seen = new ArrayList<>();
    RequestCoalescer<String, Integer, String> two =
        new RequestCoalescer<>(
            this::asking,
            (group, waiting) -> {
              seen.add(waiting);
              return 2;
            });
    for (int i = 0; i < 4; i++) {
      var unused = two.ask("a", i);
    }
    for (int i = 0; i < asked.size(); i++) {
      asked.get(i).answer();
    }
    assertThat(seen).containsExactly(List.of(1, 2, 3), List.of(3));
  }

  @Test
  void whoIsCancelledIsNotAskedForAndTheOthersGoOn() {
    CompletableFuture<String> first = together.ask("a", 1);
    CompletableFuture<String> second = together.ask("a", 2);
    CompletableFuture<String> third = together.ask("a", 3);
    first.cancel(false);
    second.cancel(false);
    asked.get(0).answer();
    assertThat(asked.get(1).questions()).containsExactly(3);
    asked.get(1).answer();
    assertThat(third).isCompletedWithValue("aaa");
  }

  @Test
  void failureIsThatOfAllWhoAskedTogetherAndOfNobodyElse() {
    CompletableFuture<String> first = together.ask("a", 1);
    CompletableFuture<String> second = together.ask("a", -1);
    CompletableFuture<String> third = together.ask("a", 3);
    asked.get(0).answers().completeExceptionally(new IllegalStateException("x"));
    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedExceptionally();
    assertThat(third).isCompletedExceptionally();
    CompletableFuture<String> next = together.ask("a", 4);
    asked.get(1).answers().complete(Map.of());
    assertThat(next).as("not answered").isCompletedExceptionally();
  }

  @Test
  void whoAsksForChangesSeesWhoStillWaits() {
    List<Round<Integer>> rounds = new ArrayList<>();
    RequestCoalescer<String, Integer, String> changes =
        RequestCoalescer.ofChanges(
            (group, round) -> {
              rounds.add(round);
              return new CompletableFuture<>();
            },
            (group, waiting) -> 3);
    CompletableFuture<String> first = changes.ask("a", 1);
    assertThat(rounds.get(0).wanted(List.of(1))).containsExactly(1);
    CompletableFuture<?> over = rounds.get(0).over(List.of(1));
    assertThat(over).isNotDone();
    first.cancel(false);
    assertThat(rounds.get(0).wanted(List.of(1))).isEmpty();
    assertThat(over).isCompleted();
  }

  @Test
  void anyNumberThatFailsAtOnceIsAnswered() {
    CompletableFuture<Map<Integer, String>> first = new CompletableFuture<>();
    RequestCoalescer<String, Integer, String> failing =
        new RequestCoalescer<>(
            (group, questions) ->
                questions.contains(0)
                    ? first
                    : CompletableFuture.failedFuture(new IllegalArgumentException("too long")),
            (group, waiting) -> 1);
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      all.add(failing.ask("a", i));
    }
    first.complete(Map.of(0, "x"));
    assertThat(all).allMatch(CompletableFuture::isDone);
  }
}
