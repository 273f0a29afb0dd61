/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The executor under interleavings that Lincheck chooses: the task's thread submits, requests end
 * on others. What is checked is {@link #allHaveBegunInOrder}.
 */
@Tag("interleavings")
public class KeyedExecutorInterleavingsTest {

  private static final int SLOTS = 2;

  private final KeyedExecutor<String, NumberedJob> executor =
      new KeyedExecutor<>(SLOTS, key -> "all");
  private final Map<String, Integer> submitted = new HashMap<>();

  // Guarded by this.
  private final Map<String, Integer> begun = new HashMap<>();
  private final Queue<NumberedJob> running = new ArrayDeque<>();
  private String broken = "";

  /** One of a key's jobs, which are numbered from 1. */
  private final class NumberedJob implements KeyedExecutor.Job {
    private final String key;
    private final int number;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    NumberedJob(String key, int number) {
      this.key = key;
      this.number = number;
    }

    @Override
    public CompletableFuture<?> begin(KeyedExecutor.Turn turn) {
      begins(this);
      return end;
    }

    @Override
    public boolean isDropped() {
      return false;
    }
  }

  private synchronized void begins(NumberedJob job) {
    int before = begun.getOrDefault(job.key, 0);
    if (job.number != before + 1) {
      broken += "job " + job.number + " of " + job.key + " after " + before + "; ";
    }
    begun.put(job.key, job.number);
    running.add(job);
    for (NumberedJob other : running) {
      if (other != job && other.key.equals(job.key)) {
        broken += "two jobs of " + job.key + " at a time; ";
      }
    }
    if (running.size() > SLOTS) {
      broken += running.size() + " jobs at a time; ";
    }
  }

  private synchronized NumberedJob oldest() {
    return running.poll();
  }

  private void submit(String key) {
    int number = submitted.getOrDefault(key, 0) + 1;
    submitted.put(key, number);
    executor.submit(key, new NumberedJob(key, number));
  }

  @Operation(nonParallelGroup = "task")
  public void submitOfOneRow() {
    submit("one");
  }

  @Operation(nonParallelGroup = "task")
  public void submitOfAnotherRow() {
    submit("another");
  }

  @Operation
  public void endOldest() {
    NumberedJob job = oldest();
    if (job != null) {
      job.end.complete(null);
    }
  }

  /** However the threads came between each other. */
  @Validate
  public void allHaveBegunInOrder() {
    for (NumberedJob job = oldest(); job != null; job = oldest()) {
      job.end.complete(null);
    }
    if (!begun.equals(submitted)) {
      broken += "submitted: " + submitted + ", begun: " + begun;
    }
    if (!broken.isEmpty()) {
      throw new IllegalStateException(broken);
    }
  }

  @Test
  void jobsOfAKeyBeginInOrderOneAtATimeAndNoneIsForgotten() {
    new ModelCheckingOptions()
        .iterations(10)
        .invocationsPerIteration(100)
        .threads(2)
        .actorsBefore(2)
        .actorsPerThread(3)
        .actorsAfter(0)
        .verifier(EpsilonVerifier.class)
        .check(KeyedExecutorInterleavingsTest.class);
  }
}
