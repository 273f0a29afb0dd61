/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.log;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.slf4j.MDC;

/**
 * Whose a log line and a thread is. Connect says it in the MDC of the thread that it calls a
 * connector on: {@code [orders|task-0] }. An MDC belongs to one thread, so it is handed over here
 * to every other: all threads of the connectors are made by this class, and what runs on a thread
 * that others share is wrapped. Thread names say it, too, for who reads a thread dump. Immutable.
 */
public final class LogContext {

  /** Connect's key since 2.3; read in {@code LoggingContext} of 3.9.2 and 4.3.1. */
  private static final String KEY = "connector.context";

  private final String owner;
  private final Optional<String> context;

  private LogContext(String owner, Optional<String> context) {
    this.owner = owner;
    this.context = context;
  }

  /** That of the calling thread, for threads whose names say no more than {@code servicenow}. */
  public static LogContext current() {
    return current("servicenow");
  }

  /**
   * That of the calling thread.
   *
   * @param owner what the names of its threads begin with
   */
  public static LogContext current(String owner) {
    return new LogContext(owner, ofThread());
  }

  /**
   * One that Connect does not set.
   *
   * @param owner what the names of its threads begin with
   * @param context with a blank at its end, as Connect's have: layouts put the message behind it
   */
  public static LogContext of(String owner, String context) {
    return new LogContext(owner, Optional.of(context));
  }

  /** What the names of its threads begin with: {@code servicenow-sink-orders-0}. */
  public String owner() {
    return owner;
  }

  /**
   * A daemon thread, not started yet.
   *
   * @param role the end of its name
   */
  public Thread thread(String role, Runnable work) {
    Thread thread = new Thread(wrap(work), owner + "-" + role);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Makes daemon threads.
   *
   * @param role the end of their names, before a number
   */
  public ThreadFactory threads(String role) {
    AtomicInteger number = new AtomicInteger();
    return work -> thread(role + "-" + number.incrementAndGet(), work);
  }

  /**
   * Makes daemon threads of which there may be thousands, and which wait most of the time: virtual
   * ones, where they {@linkplain VirtualThreads do no harm}.
   *
   * @param role the end of their names, before a number
   */
  public ThreadFactory manyThreads(String role) {
    AtomicInteger made = new AtomicInteger();
    return work -> {
      String name = role + "-" + made.incrementAndGet();
      return VirtualThreads.unstarted(owner + "-" + name, wrap(work))
          .orElseGet(() -> thread(name, work));
    };
  }

  /** The same work for any thread, which has its own context again afterwards. */
  public Runnable wrap(Runnable work) {
    return () -> {
      Optional<String> before = ofThread();
      set(context);
      try {
        work.run();
      } finally {
        set(before);
      }
    };
  }

  /** The same callback for any thread, which has its own context again afterwards. */
  public <T, U> BiConsumer<T, U> wrap(BiConsumer<T, U> callback) {
    return (one, other) -> wrap(() -> callback.accept(one, other)).run();
  }

  /**
   * Runs each task after a wait, for which it needs no thread, on a thread of its own: those of the
   * JVM's common pool are nobody's, and with two processors it has none and starts nameless ones.
   */
  public Executor after(Duration wait) {
    return CompletableFuture.delayedExecutor(
        wait.toNanos(), TimeUnit.NANOSECONDS, task -> thread("waited", task).start());
  }

  private static Optional<String> ofThread() {
    return Optional.ofNullable(MDC.get(KEY));
  }

  /** Removed where there is none: some MDCs (reload4j's) are inherited by new threads. */
  private static void set(Optional<String> context) {
    context.ifPresentOrElse(text -> MDC.put(KEY, text), () -> MDC.remove(KEY));
  }
}
