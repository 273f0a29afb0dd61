/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A number of sessions with a thread for each. A session is a cookie jar with at most one request
 * in flight: ServiceNow runs a session's requests one by one, and drops what queues too long with a
 * 202 (KB3047080). The session used last is used next, so that a light load leaves few of them on
 * the instance. Thread-safe.
 */
final class SessionPool implements AutoCloseable {

  private final AsyncSemaphore slots;
  private final Deque<Session> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger running = new AtomicInteger();
  private final ExecutorService threads;

  /**
   * @param factory makes the threads
   */
  SessionPool(ThreadFactory factory, int sessions) {
    slots = new AsyncSemaphore(sessions);
    for (int i = 0; i < sessions; i++) {
      idle.push(new Session());
    }
    threads = Executors.newFixedThreadPool(sessions, factory);
  }

  /** Slots to send; who has none must not call {@link #run}. */
  AsyncSemaphore slots() {
    return slots;
  }

  /** A request with a session of its own. */
  interface Work {
    void run(Session session);
  }

  void run(Work work) {
    running.incrementAndGet();
    try {
      threads.execute(() -> runInSession(work));
    } catch (RejectedExecutionException closed) {
      running.decrementAndGet();
      throw closed;
    }
  }

  private void runInSession(Work work) {
    Session session = idle.pop();
    try {
      work.run(session);
    } finally {
      idle.push(session);
      running.decrementAndGet();
    }
  }

  /** Whether no request is under way. */
  boolean isIdle() {
    return running.get() == 0;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
