/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import dev.failsafe.spi.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Where the client takes time from, and where all its waiting happens.
 *
 * @param clock for gates and token lives: the worker's when it was opened, and from then on by
 *     {@code nanoTime}, so that nobody waits an hour longer, or not at all, because the worker's
 *     clock was set
 * @param worker the worker's clock as it is: it goes on while a machine sleeps
 * @param nanoTime monotonic nanoseconds, as {@link System#nanoTime}
 * @param scheduler runs short tasks later, one at a time
 */
public record Timing(Clock clock, Clock worker, LongSupplier nanoTime, Scheduler scheduler) {

  /** Centuries overflow a long of nanoseconds; whoever waits looks again when woken. */
  private static final Duration LONGEST = Duration.ofDays(365);

  /** One that begins now. */
  public Timing(Clock worker, LongSupplier nanoTime, Scheduler scheduler) {
    this(SteadyClock.from(worker, nanoTime), worker, nanoTime, scheduler);
  }

  public Instant now() {
    return clock.instant();
  }

  /** Runs a task after a wait; a wait that is zero or negative means at once. */
  public Future<?> after(Duration wait, Runnable task) {
    Duration bounded = wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    return scheduler.schedule(
        () -> {
          task.run();
          return null;
        },
        Math.max(0, bounded.toNanos()),
        TimeUnit.NANOSECONDS);
  }
}
