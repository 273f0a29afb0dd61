/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.log.LogContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few threads for what blocks: one thing of a table at a time, in order, so that a table whose
 * answers do not come holds up no other one. Thread-safe.
 */
final class TableThreads {

  /** As many tables may be without an answer before another one has to wait for it. */
  private static final int THREADS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(TableThreads.class);

  private final ExecutorService threads;

  /** Guarded by itself: of each table with something under way, what waits behind it. */
  private final Map<String, Deque<Runnable>> waiting = new HashMap<>();

  /**
   * @param logs whose the threads are
   */
  TableThreads(LogContext logs) {
    this.threads = Executors.newFixedThreadPool(THREADS, task -> logs.thread("columns", task));
  }

  /**
   * Does something behind all else of the table.
   *
   * @param work must not throw
   * @throws RejectedExecutionException when closed
   */
  void execute(String table, Runnable work) {
    synchronized (waiting) {
      Deque<Runnable> behind = waiting.get(table);
      if (behind != null) {
        behind.add(work);
        return;
      }
      threads.execute(() -> run(table, work));
      waiting.put(table, new ArrayDeque<>());
    }
  }

  private void run(String table, Runnable first) {
    for (Runnable next = first; next != null; next = next(table)) {
      try {
        next.run();
      } catch (RuntimeException | Error broken) {
        // It would keep all behind it waiting for ever.
        LOG.error("Table '{}': looking up its columns failed unexpectedly", table, broken);
      }
    }
  }

  /** Null when nothing waits. */
  private @Nullable Runnable next(String table) {
    synchronized (waiting) {
      Deque<Runnable> behind = waiting.get(table);
      if (behind != null && behind.isEmpty()) {
        waiting.remove(table);
      }
      return behind == null ? null : behind.poll();
    }
  }

  /** Interrupts what is under way. Does not wait. */
  List<Runnable> close() {
    List<Runnable> left = new ArrayList<>();
    synchronized (waiting) {
      left.addAll(threads.shutdownNow());
      waiting.values().forEach(left::addAll);
      waiting.clear();
    }
    return left;
  }
}
