/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class KeyedExecutorPropertyTest {

  private final List<Job> begun = new ArrayList<>();

  private final class Job implements KeyedExecutor.Job {
    private final String name;
    private final CompletableFuture<Void> future = new CompletableFuture<>();
    private final CompletableFuture<Void> laneHeld = new CompletableFuture<>();
    private final CompletableFuture<Void> look = new CompletableFuture<>();
    private CompletableFuture<Void> back;

    Job(String name, boolean looks) {
      this.name = name;
      if (!looks) {
        look.complete(null);
      }
    }

    @Override
    public CompletableFuture<?> begin(KeyedExecutor.Turn turn) {
      begun.add(this);
      turn.holdLane(laneHeld);
      back = look.isDone() ? look : turn.aside(() -> look);
      return future;
    }

    boolean hasSlot() {
      return back != null && back.isDone() && !future.isDone();
    }

    /** Not when it waits for a slot. */
    boolean canStep() {
      return !laneHeld.isDone() && (!look.isDone() || back.isDone());
    }

    /** Looks, ends, or frees its lane; says whether it did the last. */
    boolean step() {
      return !look.complete(null) && !future.complete(null) && laneHeld.complete(null);
    }

    @Override
    public boolean isDropped() {
      return false;
    }
  }

  /**
   * Random keys, ended in random order, some after a look aside, and their lanes freed in random
   * order after that: each key in order, one at a time, all of them run.
   */
  @Property(tries = 300)
  void orderOfEachKeyHoldsInAnyOrderOfEnds(
      @ForAll @Size(max = 100) List<@IntRange(max = 5) Integer> keys,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 100) Integer> choices,
      @ForAll @IntRange(min = 1, max = 8) int limit) {
    KeyedExecutor<Integer, Job> executor = new KeyedExecutor<>(limit, key -> "all");
    begun.clear();
    Map<Integer, List<String>> expected = new HashMap<>();
    int freed = 0;
    for (int i = 0; i < keys.size(); i++) {
      int key = keys.get(i);
      expected.computeIfAbsent(key, k -> new ArrayList<>()).add(key + "#" + i);
      executor.submit(key, new Job(key + "#" + i, i % 3 == 0));
      if (choices.get(i % choices.size()) % 2 == 0) {
        freed += step(choices.get(i % choices.size()));
      }
      checkRunning(limit);
    }
    for (int i = 0; freed < keys.size(); i++) {
      freed += step(choices.get(i % choices.size()));
      checkRunning(limit);
    }
    Map<Integer, List<String>> seen = new HashMap<>();
    for (Job job : begun) {
      seen.computeIfAbsent(Integer.valueOf(job.name.split("#", 2)[0]), k -> new ArrayList<>())
          .add(job.name);
    }
    assertThat(seen).isEqualTo(expected);
  }

  /** Takes a job a step further; says how many lanes were freed. */
  private int step(int choice) {
    List<Job> next = begun.stream().filter(Job::canStep).toList();
    return !next.isEmpty() && next.get(choice % next.size()).step() ? 1 : 0;
  }

  private void checkRunning(int limit) {
    assertThat(begun.stream().filter(Job::hasSlot)).hasSizeLessThanOrEqualTo(limit);
    List<Job> busy = begun.stream().filter(job -> !job.laneHeld.isDone()).toList();
    assertThat(busy.stream().map(job -> job.name.split("#", 2)[0])).doesNotHaveDuplicates();
  }
}
