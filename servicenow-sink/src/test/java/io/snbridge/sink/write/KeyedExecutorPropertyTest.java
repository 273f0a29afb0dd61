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

    Job(String name) {
      this.name = name;
    }

    @Override
    public CompletableFuture<?> begin(KeyedExecutor.Turn turn) {
      begun.add(this);
      turn.holdLane(laneHeld);
      return future;
    }

    @Override
    public boolean isDropped() {
      return false;
    }
  }

  /**
   * Random keys, ended in random order, and their lanes freed in random order after that: each key
   * in order, one at a time, all of them run.
   */
  @Property(tries = 300)
  void orderOfEachKeyHoldsInAnyOrderOfEnds(
      @ForAll @Size(max = 100) List<@IntRange(max = 5) Integer> keys,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 100) Integer> choices,
      @ForAll @IntRange(min = 1, max = 8) int limit) {
    KeyedExecutor<Integer, Job> executor = new KeyedExecutor<>(limit);
    begun.clear();
    Map<Integer, List<String>> expected = new HashMap<>();
    int freed = 0;
    for (int i = 0; i < keys.size(); i++) {
      int key = keys.get(i);
      expected.computeIfAbsent(key, k -> new ArrayList<>()).add(key + "#" + i);
      executor.submit(key, new Job(key + "#" + i));
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

  /** Ends a job that runs, or frees the lane of one that has ended; says how many were freed. */
  private int step(int choice) {
    List<Job> busy = busy();
    if (busy.isEmpty()) {
      return 0;
    }
    Job job = busy.get(choice % busy.size());
    return job.future.complete(null) || !job.laneHeld.complete(null) ? 0 : 1;
  }

  /** Jobs whose keys are not free. */
  private List<Job> busy() {
    return begun.stream().filter(job -> !job.laneHeld.isDone()).toList();
  }

  private void checkRunning(int limit) {
    assertThat(begun.stream().filter(job -> !job.future.isDone())).hasSizeLessThanOrEqualTo(limit);
    assertThat(busy().stream().map(job -> job.name.split("#", 2)[0])).doesNotHaveDuplicates();
  }
}
