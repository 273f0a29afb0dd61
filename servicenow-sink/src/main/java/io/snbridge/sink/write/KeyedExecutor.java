/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Runs jobs of one key one after the other, in the order they were given, and jobs of different
 * keys in parallel, up to a limit. A job is a future that somebody else completes: no thread
 * belongs to this class and none is blocked. Thread-safe.
 *
 * @param <K> what orders
 * @param <J> what is run
 */
public final class KeyedExecutor<K, J extends KeyedExecutor.Job> {

  /** Something that takes a while. */
  public interface Job {

    /** Begins it; must not throw. However the future ends, the job has ended. */
    CompletableFuture<?> begin();

    /** Whether it should not begin. */
    boolean isDropped();
  }

  private record Entry<K, J>(K key, J job) {}

  private final int limit;
  private final Object lock = new Object();
  private final AtomicInteger wakes = new AtomicInteger();

  /** Guarded by {@link #lock}: of each key with a job, those that wait behind its first. */
  private final Map<K, Deque<Entry<K, J>>> waiting = new HashMap<>();

  /** Guarded by {@link #lock}: first jobs of their keys that may begin. */
  private final Deque<Entry<K, J>> ready = new ArrayDeque<>();

  /** Guarded by {@link #lock}. */
  private final Map<Entry<K, J>, CompletableFuture<Void>> running = new HashMap<>();

  /** Guarded by {@link #lock}. */
  private boolean halted;

  /**
   * An executor without threads.
   *
   * @param limit jobs that run at a time
   */
  public KeyedExecutor(int limit) {
    this.limit = limit;
  }

  /** Adds a job behind all others of its key. */
  public void submit(K key, J job) {
    Entry<K, J> entry = new Entry<>(key, job);
    synchronized (lock) {
      Deque<Entry<K, J>> lane = waiting.get(key);
      if (lane == null) {
        waiting.put(key, new ArrayDeque<>(2));
        ready.add(entry);
      } else {
        lane.add(entry);
      }
    }
    beginReady();
  }

  /** Begins no job any more. */
  public void halt() {
    synchronized (lock) {
      halted = true;
    }
  }

  /** Jobs that run now and match, each with a future that completes when it has ended. */
  public Map<J, CompletableFuture<Void>> running(Predicate<J> which) {
    synchronized (lock) {
      Map<J, CompletableFuture<Void>> matching = new HashMap<>();
      running.forEach(
          (entry, ended) -> {
            if (which.test(entry.job())) {
              matching.put(entry.job(), ended);
            }
          });
      return matching;
    }
  }

  /**
   * One thread at a time begins jobs, and does so for all who ask meanwhile: a job that ends as it
   * begins does not deepen the stack.
   */
  private void beginReady() {
    if (wakes.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      for (Optional<Entry<K, J>> next = takeReady(); next.isPresent(); next = takeReady()) {
        begin(next.get());
      }
      seen = wakes.addAndGet(-seen);
    }
  }

  private Optional<Entry<K, J>> takeReady() {
    synchronized (lock) {
      if (halted || running.size() >= limit || ready.isEmpty()) {
        return Optional.empty();
      }
      Entry<K, J> entry = ready.remove();
      running.put(entry, new CompletableFuture<>());
      return Optional.of(entry);
    }
  }

  private void begin(Entry<K, J> entry) {
    if (entry.job().isDropped()) {
      end(entry);
    } else {
      CompletableFuture<?> unused =
          entry.job().begin().whenComplete((nothing, error) -> end(entry));
    }
  }

  private void end(Entry<K, J> entry) {
    CompletableFuture<Void> ended;
    synchronized (lock) {
      ended = running.remove(entry);
      Deque<Entry<K, J>> lane = waiting.get(entry.key());
      if (lane.isEmpty()) {
        waiting.remove(entry.key());
      } else {
        ready.add(lane.remove());
      }
    }
    ended.complete(null);
    beginReady();
  }
}
