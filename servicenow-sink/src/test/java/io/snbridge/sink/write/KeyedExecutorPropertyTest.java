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

    Job(String name) {
      this.name = name;
    }

    @Override
    public CompletableFuture<?> begin() {
      begun.add(this);
      return future;
    }

    @Override
    public boolean isDropped() {
      return false;
    }
  }

  /** Random keys, ended in random order: each key in order, one at a time, all of them run. */
  @Property(tries = 300)
  void orderOfEachKeyHoldsInAnyOrderOfEnds(
      @ForAll @Size(max = 100) List<@IntRange(max = 5) Integer> keys,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 100) Integer> choices,
      @ForAll @IntRange(min = 1, max = 8) int limit) {
    KeyedExecutor<Integer, Job> executor = new KeyedExecutor<>(limit);
    begun.clear();
    Map<Integer, List<String>> expected = new HashMap<>();
    int ended = 0;
    for (int i = 0; i < keys.size(); i++) {
      int key = keys.get(i);
      expected.computeIfAbsent(key, k -> new ArrayList<>()).add(key + "#" + i);
      executor.submit(key, new Job(key + "#" + i));
      if (choices.get(i % choices.size()) % 2 == 0) {
        ended += endOne(choices.get(i % choices.size()));
      }
      checkRunning(limit);
    }
    for (int i = 0; ended < keys.size(); i++) {
      ended += endOne(choices.get(i % choices.size()));
      checkRunning(limit);
    }
    Map<Integer, List<String>> seen = new HashMap<>();
    for (Job job : begun) {
      seen.computeIfAbsent(Integer.valueOf(job.name.split("#", 2)[0]), k -> new ArrayList<>())
          .add(job.name);
    }
    assertThat(seen).isEqualTo(expected);
  }

  private int endOne(int choice) {
    List<Job> running = running();
    if (running.isEmpty()) {
      return 0;
    }
    running.get(choice % running.size()).future.complete(null);
    return 1;
  }

  private List<Job> running() {
    return begun.stream().filter(job -> !job.future.isDone()).toList();
  }

  private void checkRunning(int limit) {
    List<String> keys = running().stream().map(job -> job.name.split("#", 2)[0]).toList();
    assertThat(keys).hasSizeLessThanOrEqualTo(limit).doesNotHaveDuplicates();
  }
}
