/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A task's threads beside those of its tables. There are as many as requests may be in flight: more
 * would only wait for each other, however many tables there are. Nobody waits for one of these;
 * without one, work is done by whoever wants it. Thread-safe.
 */
final class SpareThreads implements AutoCloseable {

  private static final Duration IDLE = Duration.ofSeconds(60);

  private final int most;
  private final Semaphore free;
  private final ThreadPoolExecutor threads;

  /** Of each table that reads its snapshot, or will: whether it is read at the moment. */
  private final Set<BooleanSupplier> snapshots = ConcurrentHashMap.newKeySet();

  /**
   * @param most threads at a time
   */
  SpareThreads(int most, ThreadFactory factory) {
    this.most = most;
    this.free = new Semaphore(most);
    // What has a permit waits, if at all, for a thread that is on its way back.
    this.threads =
        new ThreadPoolExecutor(
            Math.max(1, most),
            Math.max(1, most),
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            factory);
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * A table will read its snapshot.
   *
   * @param isRead false while it leaves its share to others, because it is refused for good
   */
  void snapshotComes(BooleanSupplier isRead) {
    snapshots.add(isRead);
  }

  /** It has, or it never will; may be told twice. */
  void snapshotIsOver(BooleanSupplier isRead) {
    snapshots.remove(isRead);
  }

  /**
   * How many readers at once are a table's share, its own thread included. Tables that read their
   * snapshots at the same time share them alike, however early one of them began; what does not
   * divide goes to whoever comes first, so that all are used. One table alone is not bounded.
   */
  int share() {
    int reading = (int) snapshots.stream().filter(BooleanSupplier::getAsBoolean).count();
    return reading < 2 ? Integer.MAX_VALUE : (most + reading - 1) / reading;
  }

  /** Runs some work on a thread; false when there is none. */
  boolean tryRun(Runnable work) {
    if (!free.tryAcquire()) {
      return false;
    }
    boolean accepted = false;
    try {
      threads.execute(
          () -> {
            try {
              work.run();
            } finally {
              free.release();
            }
          });
      accepted = true;
    } finally {
      if (!accepted) {
        free.release();
      }
    }
    return true;
  }

  /** Runs some work on a thread or, when there is none, on the caller's, before it returns. */
  void run(Runnable work) {
    if (!tryRun(work)) {
      work.run();
    }
  }

  /** The same, for its result. */
  <T> Future<T> submit(Callable<T> work) {
    Work<T> task = new Work<>(work);
    run(task);
    return task;
  }

  /** Ends all of them. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** Whether all of them ended in time. */
  boolean awaitEnd(Duration atMost) throws InterruptedException {
    return threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }
}
