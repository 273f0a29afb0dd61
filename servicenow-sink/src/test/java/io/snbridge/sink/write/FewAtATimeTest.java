/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FewAtATimeTest {

  private final FewAtATime few = new FewAtATime(2);
  private final List<CompletableFuture<Integer>> begun = new ArrayList<>();

  private CompletableFuture<Integer> add() {
    return add("t");
  }

  private CompletableFuture<Integer> add(String group) {
    return few.run(
        group,
        () -> {
          CompletableFuture<Integer> work = new CompletableFuture<>();
          begun.add(work);
          return work;
        });
  }

  @Test
  void noMoreThanSoManyAreUnderWayAndEachHasItsOwnResult() {
    CompletableFuture<Integer> first = add();
    CompletableFuture<Integer> second = add();
    CompletableFuture<Integer> third = add();
    assertThat(begun).hasSize(2);
    begun.get(1).completeExceptionally(new CancellationException());
    assertThat(begun).hasSize(3);
    begun.get(0).complete(1);
    begun.get(2).complete(3);
    assertThat(first).isCompletedWithValue(1);
    assertThat(second).isCompletedExceptionally();
    assertThat(third).isCompletedWithValue(3);
  }

  @Test
  void groupsTakeTurnsHoweverManyWaitInOneOfThem() {
    for (int i = 0; i < 20; i++) {
      assertThat(add("silent")).isNotDone();
    }
    CompletableFuture<Integer> other = add("other");
    CompletableFuture<Integer> third = add("third");
    for (int i = 0; i < 5; i++) {
      begun.get(i).complete(i);
    }
    assertThat(List.of(other, third)).allMatch(CompletableFuture::isDone);
    for (int i = 5; i < 22; i++) {
      begun.get(i).complete(i);
    }
    assertThat(begun).hasSize(22);
  }

  @Test
  void whoeverDoesNotWaitAnyMoreTakesNoPlace() {
    assertThat(add()).isNotDone();
    assertThat(add()).isNotDone();
    assertThat(add().cancel(false)).isTrue();
    CompletableFuture<Integer> last = add();
    begun.get(0).complete(1);
    assertThat(begun).hasSize(3);
    begun.get(2).complete(4);
    assertThat(last).isCompletedWithValue(4);
    assertThat(add()).isNotDone();
    assertThat(begun).as("one place is still taken by the second").hasSize(4);
    assertThat(add()).isNotDone();
    assertThat(begun).hasSize(4);
  }

  /** As when a partition is revoked for which thousands wait. */
  @Test
  void anyNumberThatEndsAtOnceDoesNotDeepenTheStack() {
    assertThat(add()).isNotDone();
    assertThat(add()).isNotDone();
    List<CompletableFuture<Integer>> failed = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      failed.add(few.run("t", () -> CompletableFuture.failedFuture(new CancellationException())));
    }
    failed.add(
        few.run(
            "t",
            () -> {
              throw new CancellationException();
            }));
    begun.get(0).complete(1);
    assertThat(failed).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(add()).isNotDone();
    assertThat(begun).hasSize(3);
  }
}
