/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;

class KeyedExecutorTest {

  private final List<ManualJob> begun = new ArrayList<>();
  private final List<String> merged = new ArrayList<>();
  private boolean merges;

  /** Ends when the test says so. */
  private final class ManualJob implements KeyedExecutor.Job {
    private final String name;
    private CompletableFuture<Void> future = new CompletableFuture<>();
    private boolean dropped;
    private KeyedExecutor.Turn turn;

    ManualJob(String name) {
      this.name = name;
    }

    @Override
    public CompletableFuture<?> begin(KeyedExecutor.Turn turn) {
      begun.add(this);
      this.turn = turn;
      future = new CompletableFuture<>();
      return future;
    }

    @Override
    public boolean isDropped() {
      return dropped;
    }

    @Override
    public boolean merge(KeyedExecutor.Job next) {
      return merges && merged.add(next.toString());
    }

    void end() {
      future.complete(null);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private ManualJob submit(KeyedExecutor<String, ManualJob> executor, String key, String name) {
    ManualJob job = new ManualJob(name);
    executor.submit(key, job);
    return job;
  }

  private List<String> begun() {
    return begun.stream().map(ManualJob::toString).toList();
  }

  private List<ManualJob> running(String prefix) {
    return begun.stream()
        .filter(job -> job.name.startsWith(prefix) && !job.future.isDone())
        .toList();
  }

  @Test
  void jobsOfOneGroupThatDoNotEndLeaveSlotsForTheOthers() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(8, key -> key.substring(0, 1));
    for (int i = 0; i < 30; i++) {
      submit(executor, "a" + i, "a" + i);
    }
    assertThat(running("a")).as("nobody else is known").hasSize(8);
    for (int i = 0; i < 20; i++) {
      submit(executor, "b" + i, "b" + i);
    }
    for (int ended = 0; ended < 6; ended++) {
      running("a").get(0).end();
    }
    assertThat(running("b")).as("its own, and some of what is shared").hasSizeBetween(2, 6);
    while (!running("b").isEmpty()) {
      running("b").get(0).end();
      assertThat(running("a")).as("b's own are left").hasSizeLessThanOrEqualTo(7);
    }
    assertThat(begun()).filteredOn(name -> name.startsWith("b")).hasSize(20);
    assertThat(running("a")).as("one is kept for b").hasSize(7);
    submit(executor, "b20", "b20");
    assertThat(running("b")).hasSize(1);
  }

  @Test
  void moreGroupsThanSlotsTakeNoMoreThanThereAre() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(2, key -> key);
    List<ManualJob> jobs = new ArrayList<>();
    for (String key : List.of("a", "b", "c", "d", "e")) {
      jobs.add(submit(executor, key, key));
    }
    for (int ended = 0; ended < 5; ended++) {
      assertThat(running("")).hasSize(Math.min(2, 5 - ended));
      begun.get(ended).end();
    }
    assertThat(begun()).containsExactly("a", "b", "c", "d", "e");
    assertThat(jobs).allMatch(job -> job.future.isDone());
  }

  @Test
  void groupHasItsOwnSlotsAndNoneOfTheOneThatIsKept() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(8, key -> key.substring(0, 1));
    submit(executor, "c", "c").end();
    submit(executor, "b0", "b0");
    for (int i = 0; i < 10; i++) {
      submit(executor, "a" + i, "a" + i);
    }
    assertThat(running("a")).as("two of its own, and all three that are shared").hasSize(5);
    for (int i = 1; i < 10; i++) {
      submit(executor, "b" + i, "b" + i);
    }
    assertThat(running("b")).as("two of its own").hasSize(2);
    assertThat(running("a")).hasSize(5);
    submit(executor, "c", "c again");
    assertThat(running("c")).as("the one that was kept").hasSize(1);
  }

  @Test
  void oneIsKeptFromFourSlotsOn() {
    for (int limit = 1; limit < 6; limit++) {
      begun.clear();
      KeyedExecutor<String, ManualJob> executor =
          new KeyedExecutor<>(limit, key -> key.substring(0, 1));
      submit(executor, "b", "b").end();
      for (int i = 0; i < 10; i++) {
        submit(executor, "a" + i, "a" + i);
      }
      assertThat(running("a")).as("of %d", limit).hasSize(limit < 4 ? limit : limit - 1);
    }
  }

  /** It needs one again, so what others may have is less. */
  @Test
  void groupOfAJobThatComesBackHasItsOwnSlots() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(4, key -> key.substring(0, 1));
    ManualJob looks = submit(executor, "b", "b");
    CompletableFuture<String> look = new CompletableFuture<>();
    CompletableFuture<String> back = looks.turn.aside(() -> look);
    for (int i = 0; i < 10; i++) {
      submit(executor, "a" + i, "a" + i);
    }
    assertThat(running("a")).as("one is kept").hasSize(3);
    look.complete("seen");
    assertThat(back).isCompletedWithValue("seen");
    assertThat(running("a")).hasSize(3);
    running("a").get(0).end();
    assertThat(running("a")).hasSize(3);
    looks.end();
    assertThat(running("a")).hasSize(3);
  }

  @Test
  void jobsOfOneKeyRunOneAfterTheOtherInOrder() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(8, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    ManualJob second = submit(executor, "a", "a2");
    submit(executor, "a", "a3");
    assertThat(begun()).containsExactly("a1");
    first.end();
    assertThat(begun()).containsExactly("a1", "a2");
    second.end();
    assertThat(begun()).containsExactly("a1", "a2", "a3");
  }

  @Test
  void jobThatWaitsMayTakeOverTheOneBehindItAndOneThatHasBegunMayNot() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob other = submit(executor, "b", "b1");
    merges = true;
    ManualJob first = submit(executor, "a", "a1");
    submit(executor, "a", "a2");
    assertThat(merged).containsExactly("a2");
    other.end();
    assertThat(begun()).containsExactly("b1", "a1");
    submit(executor, "a", "a3");
    submit(executor, "a", "a4");
    assertThat(merged).containsExactly("a2", "a4");
    first.end();
    assertThat(begun()).containsExactly("b1", "a1", "a3");
  }

  @Test
  void jobsOfDifferentKeysRunInParallelUpToTheLimit() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(2, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    submit(executor, "b", "b1");
    submit(executor, "c", "c1");
    assertThat(begun()).containsExactly("a1", "b1");
    first.end();
    assertThat(begun()).containsExactly("a1", "b1", "c1");
  }

  @Test
  void freedSlotIsForOtherKeysAndIsNotFreedTwice() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    submit(executor, "a", "a2");
    submit(executor, "b", "b1");
    submit(executor, "c", "c1");
    first.turn.freeSlot();
    first.turn.freeSlot();
    assertThat(begun()).containsExactly("a1", "b1");
    assertThat(executor.running(job -> true)).containsKey(first).hasSize(2);
    first.end();
    assertThat(begun()).containsExactly("a1", "b1");
  }

  @Test
  void whoComesBackFromAsideHasASlotByTurnsWithThoseThatHaveNotBegun() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    submit(executor, "b", "b1");
    submit(executor, "c", "c1");
    CompletableFuture<String> look = new CompletableFuture<>();
    CompletableFuture<String> back = first.turn.aside(() -> look);
    assertThat(begun()).as("another has the slot").containsExactly("a1", "b1");
    look.complete("seen");
    assertThat(back).isNotDone();
    begun.get(1).end();
    assertThat(back).isCompletedWithValue("seen");
    assertThat(begun()).containsExactly("a1", "b1");
    first.end();
    assertThat(begun()).containsExactly("a1", "b1", "c1");
  }

  @Test
  void thoseWhoComeBackDoNotKeepTheNextOnesFromBeginning() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    for (String key : List.of("a", "b", "c", "d")) {
      submit(executor, key, key);
    }
    CompletableFuture<String> look = new CompletableFuture<>();
    CompletableFuture<String> firstBack = begun.get(0).turn.aside(() -> look);
    CompletableFuture<String> secondBack = begun.get(1).turn.aside(() -> look);
    look.complete("seen");
    begun.get(2).end();
    assertThat(List.of(firstBack, secondBack)).haveExactly(1, isDone());
    begun.get(firstBack.isDone() ? 0 : 1).end();
    assertThat(begun()).containsExactly("a", "b", "c", "d");
    assertThat(List.of(firstBack, secondBack)).haveExactly(1, isDone());
    begun.get(3).end();
    assertThat(List.of(firstBack, secondBack)).haveExactly(2, isDone());
  }

  @Test
  void thoseWhoComeBackGoFirstWhileHalfOfThePlacesAsideAreTaken() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    for (String key : List.of("a", "b", "c", "d", "e")) {
      submit(executor, key, key);
    }
    CompletableFuture<String> look = new CompletableFuture<>();
    List<CompletableFuture<String>> backs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      backs.add(begun.get(i).turn.aside(() -> look));
    }
    look.complete("seen");
    begun.get(3).end();
    assertThat(backs).haveExactly(1, isDone());
    begun.get(backs.get(0).isDone() ? 0 : backs.get(1).isDone() ? 1 : 2).end();
    assertThat(backs).as("two were aside").haveExactly(2, isDone());
    assertThat(begun()).containsExactly("a", "b", "c", "d");
    for (int i = 0; i < 3; i++) {
      if (backs.get(i).isDone()) {
        begun.get(i).end();
      }
    }
    assertThat(begun()).as("one was aside").containsExactly("a", "b", "c", "d", "e");
    assertThat(backs).haveExactly(2, isDone());
  }

  @Test
  void whoHasNoSlotAnyMoreLooksWithoutOne() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob first = submit(executor, "a", "a");
    first.turn.freeSlot();
    submit(executor, "b", "b");
    CompletableFuture<String> look = new CompletableFuture<>();
    CompletableFuture<String> aside = first.turn.aside(() -> look);
    CompletableFuture<String> parked = first.turn.parked(() -> look);
    look.complete("seen");
    assertThat(aside).isCompletedWithValue("seen");
    assertThat(parked).isCompletedWithValue("seen");
  }

  @Test
  void jobsAreToldOfAHalt() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob first = submit(executor, "a", "a");
    assertThat(first.turn.isHalted()).isFalse();
    executor.halt();
    assertThat(first.turn.isHalted()).isTrue();
  }

  private static Condition<CompletableFuture<String>> isDone() {
    return new Condition<>(CompletableFuture::isDone, "done");
  }

  @Test
  void onlySoManyAreAside() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    List<CompletableFuture<String>> looks = new ArrayList<>();
    for (String key : List.of("a", "b", "c", "d", "e", "f")) {
      submit(executor, key, key);
    }
    for (int i = 0; i < 4; i++) {
      CompletableFuture<String> look = new CompletableFuture<>();
      looks.add(look);
      CompletableFuture<String> unused = begun.get(i).turn.aside(() -> look);
    }
    assertThat(begun()).containsExactly("a", "b", "c", "d");
    looks.get(0).complete("seen");
    begun.get(0).end();
    assertThat(begun()).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void anyNumberOfParkedJobsKeepsNoOtherFromBeginning() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    CompletableFuture<String> answer = new CompletableFuture<>();
    for (int i = 0; i < 20; i++) {
      submit(executor, "parked" + i, "parked" + i);
      CompletableFuture<String> unused = begun.get(i).turn.parked(() -> answer);
    }
    ManualJob other = submit(executor, "other", "other");
    assertThat(begun()).hasSize(21).endsWith("other");
    CompletableFuture<String> back = other.turn.aside(() -> answer);
    answer.complete("types");
    begun.subList(0, 20).forEach(ManualJob::end);
    assertThat(back).isCompletedWithValue("types");
  }

  @Test
  void parkedJobComesBackWithItsAnswerWhenThereIsASlot() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletableFuture<String> back = submit(executor, "a", "a").turn.parked(() -> answer);
    ManualJob other = submit(executor, "b", "b");
    answer.complete("types");
    assertThat(back).isNotDone();
    other.end();
    assertThat(back).isCompletedWithValue("types");
  }

  @Test
  void whoEndsAsideTakesNoSlotAndFreesItsKey() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    CompletableFuture<String> look = new CompletableFuture<>();
    CompletableFuture<String> unused = first.turn.aside(() -> look);
    first.end();
    look.complete("seen");
    ManualJob second = submit(executor, "a", "a2");
    submit(executor, "b", "b1");
    assertThat(begun()).containsExactly("a1", "a2");
    second.end();
    assertThat(begun()).containsExactly("a1", "a2", "b1");
  }

  @Test
  void failureAsideIsToldAndAHaltEndsTheWaitForASlot() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    assertThat(
            first.turn.aside(
                () -> CompletableFuture.failedFuture(new IllegalStateException("no row"))))
        .isCompletedExceptionally();
    CompletableFuture<String> look = new CompletableFuture<>();
    CompletableFuture<String> back = first.turn.aside(() -> look);
    submit(executor, "b", "b1");
    look.complete("seen");
    assertThat(back).isNotDone();
    executor.halt();
    assertThat(back).isCompletedExceptionally();
    CompletableFuture<String> later = begun.get(1).turn.aside(() -> look);
    assertThat(later).isCompletedExceptionally();
  }

  @Test
  void heldLaneHoldsItsKeyAndNoSlot() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    CompletableFuture<Void> held = new CompletableFuture<>();
    ManualJob first = submit(executor, "a", "a1");
    submit(executor, "a", "a2");
    submit(executor, "b", "b1");
    first.turn.holdLane(held);
    first.end();
    assertThat(begun()).containsExactly("a1", "b1");
    begun.get(1).end();
    submit(executor, "a", "a3");
    assertThat(begun()).containsExactly("a1", "b1");
    held.complete(null);
    assertThat(begun()).containsExactly("a1", "b1", "a2");
  }

  @Test
  void busyKeyDoesNotStarveOthers() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    submit(executor, "a", "a2");
    submit(executor, "b", "b1");
    first.end();
    assertThat(begun()).containsExactly("a1", "b1");
  }

  @Test
  void droppedJobsAreSkippedAndTheirKeyGoesOn() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    submit(executor, "a", "a2").dropped = true;
    submit(executor, "a", "a3");
    first.end();
    assertThat(begun()).containsExactly("a1", "a3");
  }

  @Test
  void nothingBeginsAfterAHalt() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    submit(executor, "a", "a2");
    executor.halt();
    first.end();
    submit(executor, "b", "b1");
    assertThat(begun()).containsExactly("a1");
  }

  @Test
  void endOfRunningJobsCanBeAwaited() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(2, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    submit(executor, "b", "b1");
    submit(executor, "a", "a2");
    Map<ManualJob, CompletableFuture<Void>> running =
        executor.running(job -> job.name.startsWith("a"));
    assertThat(running).containsOnlyKeys(first);
    assertThat(running.get(first)).isNotDone();
    first.end();
    assertThat(running.get(first)).isDone();
  }

  @Test
  void jobThatThrowsAsItBeginsHasEndedAndTheOthersGoOn() {
    KeyedExecutor<String, KeyedExecutor.Job> executor = new KeyedExecutor<>(1, key -> "all");
    executor.submit(
        "a",
        new KeyedExecutor.Job() {
          @Override
          public CompletableFuture<?> begin(KeyedExecutor.Turn turn) {
            throw new IllegalStateException("broken");
          }

          @Override
          public boolean isDropped() {
            return false;
          }
        });
    executor.submit("a", new ManualJob("a2"));
    assertThat(begun()).containsExactly("a2");
  }

  @Test
  void groupsWithoutJobsAreForgottenWhenThereAreMany() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(8, key -> key);
    ManualJob stays = submit(executor, "stays", "stays");
    ManualJob behind = submit(executor, "stays", "behind");
    for (int i = 0; i < 5_000; i++) {
      submit(executor, "g" + i, "j" + i).end();
    }
    assertThat(executor.groups()).isBetween(1, 101);
    submit(executor, "stays", "last");
    stays.end();
    assertThat(running("behind")).hasSize(1);
    behind.end();
    assertThat(running("last")).hasSize(1);
  }

  @Test
  void hundredGroupsAreRememberedWithoutJobs() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(8, key -> key);
    ManualJob stays = submit(executor, "stays", "stays");
    for (int i = 0; i < 99; i++) {
      submit(executor, "g" + i, "j" + i).end();
    }
    assertThat(executor.groups()).isEqualTo(100);
    submit(executor, "one more", "j").end();
    assertThat(executor.groups()).as("only that with a job").isEqualTo(1);
    stays.end();
  }

  @Test
  void jobThatFailsHasEnded() {
    KeyedExecutor<String, ManualJob> executor = new KeyedExecutor<>(1, key -> "all");
    ManualJob first = submit(executor, "a", "a1");
    submit(executor, "a", "a2");
    first.future.completeExceptionally(new CancellationException("client closed"));
    assertThat(begun()).containsExactly("a1", "a2");
  }

  @Test
  void jobsThatEndAsTheyBeginDoNotDeepenTheStack() {
    KeyedExecutor<Integer, KeyedExecutor.Job> executor = new KeyedExecutor<>(1, key -> "all");
    CompletableFuture<Void> gate = new CompletableFuture<>();
    executor.submit(0, job(() -> gate));
    int[] ran = {0};
    for (int i = 0; i < 100_000; i++) {
      executor.submit(
          i % 3,
          job(
              () -> {
                ran[0]++;
                return CompletableFuture.completedFuture(null);
              }));
    }
    gate.complete(null);
    assertThat(ran[0]).isEqualTo(100_000);
  }

  private static KeyedExecutor.Job job(
      java.util.function.Supplier<CompletableFuture<?>> beginning) {
    return new KeyedExecutor.Job() {
      @Override
      public CompletableFuture<?> begin(KeyedExecutor.Turn turn) {
        return beginning.get();
      }

      @Override
      public boolean isDropped() {
        return false;
      }
    };
  }
}
