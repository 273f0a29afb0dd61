/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.log.LogContext;
import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.transport.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * How long and how often a write of unknown outcome is sent again. The client paces what it repeats
 * itself, but it cannot repeat these: without a wait here, an instance that answers 500 at once
 * would be asked in a hot loop. Thread-safe.
 *
 * @param backoff of the waits
 * @param timeout empty for ever
 * @param mayStillRun how long the instance may go on working on a request whose answer was lost:
 *     {@code servicenow.request.timeout.ms}, which is to be above the instance's own quota
 * @param maxServerErrors how often ServiceNow itself may fail at one write while it does others of
 *     the table; 0 for no bound
 * @param nanoTime monotonic, as {@link System#nanoTime}
 * @param later an executor that runs a task after a wait; no thread of ours waits
 * @param warnings of writes of unknown outcome
 */
public record RetryPolicy(
    Backoff backoff,
    Optional<Duration> timeout,
    Duration mayStillRun,
    int maxServerErrors,
    LongSupplier nanoTime,
    Function<Duration, Executor> later,
    OncePerMinute warnings) {

  /**
   * By the JVM's clock.
   *
   * @param logs whose the threads are that go on after a wait
   */
  public static RetryPolicy of(
      Backoff backoff,
      Optional<Duration> timeout,
      Duration mayStillRun,
      int maxServerErrors,
      LogContext logs) {
    return new RetryPolicy(
        backoff,
        timeout,
        mayStillRun,
        maxServerErrors,
        System::nanoTime,
        logs::after,
        new OncePerMinute(System::nanoTime));
  }

  /** Whether what began then may be tried again. */
  public boolean lasts(long beganNanos) {
    return timeout.isEmpty() || nanoTime.getAsLong() - beganNanos < timeout.get().toNanos();
  }

  /**
   * A random wait, at least half of its bound.
   *
   * @param attempt 1 before the second attempt
   */
  public Duration wait(int attempt) {
    return backoff.atLeastHalf(attempt);
  }

  /** Completes after a time. */
  public CompletableFuture<Void> after(Duration wait) {
    return CompletableFuture.runAsync(() -> {}, later.apply(wait));
  }
}
