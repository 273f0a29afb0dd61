/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Begins work with no more than so much under way: that of each group in the order in which it
 * comes, and of the groups by turns. For reads that may never be answered: each waits for its time
 * to be over, and many would take all connections. No thread waits. Thread-safe.
 */
public final class FewAtATime {

  private final int most;
  private final AtomicInteger wakes = new AtomicInteger();

  /** Guarded by itself, as the next: what waits, by group; the one whose turn it is first. */
  private final Map<String, Deque<Work<?>>> waiting = new LinkedHashMap<>();

  private int underWay;

  public FewAtATime(int most) {
    this.most = most;
  }

  private final class Work<T> {
    private final Supplier<CompletableFuture<T>> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    Work(Supplier<CompletableFuture<T>> work) {
      this.work = work;
    }

    void begin() {
      CompletableFuture<?> unused =
          begun()
              .whenComplete(
                  (value, error) -> {
                    ended();
                    if (error == null) {
                      result.complete(value);
                    } else {
                      result.completeExceptionally(error);
                    }
                  });
    }

    private CompletableFuture<T> begun() {
      try {
        return result.isDone() ? result : work.get();
      } catch (RuntimeException broken) {
        return CompletableFuture.failedFuture(broken);
      }
    }
  }

  /**
   * Begins now or later.
   *
   * @param group such as a table, of which one must not keep the others waiting
   * @param work may have become needless when its turn comes, and then fails at once
   */
  public <T> CompletableFuture<T> run(String group, Supplier<CompletableFuture<T>> work) {
    Work<T> added = new Work<>(work);
    synchronized (waiting) {
      waiting.computeIfAbsent(group, first -> new ArrayDeque<>()).add(added);
    }
    beginNext();
    return added.result;
  }

  private void ended() {
    synchronized (waiting) {
      underWay--;
    }
    beginNext();
  }

  /** One thread at a time, in a loop: what ends as it begins does not deepen the stack. */
  private void beginNext() {
    if (wakes.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      for (Optional<Work<?>> next = next(); next.isPresent(); next = next()) {
        next.get().begin();
      }
      seen = wakes.addAndGet(-seen);
    }
  }

  private Optional<Work<?>> next() {
    synchronized (waiting) {
      return underWay < most
          ? waiting.keySet().stream().findFirst().map(this::take)
          : Optional.empty();
    }
  }

  private Work<?> take(String group) {
    underWay++;
    Deque<Work<?>> its = Objects.requireNonNull(waiting.remove(group));
    Work<?> next = its.remove();
    if (!its.isEmpty()) {
      waiting.put(group, its);
    }
    return next;
  }
}
