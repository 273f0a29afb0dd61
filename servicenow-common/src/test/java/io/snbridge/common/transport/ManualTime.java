/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import dev.failsafe.spi.Scheduler;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A clock and a scheduler that stand still until a test moves them. Tasks that are due run on the
 * thread that calls {@link #advance}, in order; thread-safe, since requests end on other threads.
 */
public final class ManualTime extends Clock implements Scheduler {

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private Duration set = Duration.ZERO;
  private long sequence;

  public Timing timing() {
    return new Timing(this, this::nanoTime, this);
  }

  /** Sets the clock, as an administrator or a time server does; no time passes by that. */
  public synchronized void setClock(Duration by) {
    set = set.plus(by);
  }

  private synchronized long nanoTime() {
    return Duration.between(Instant.EPOCH, now).toNanos();
  }

  @Override
  public synchronized ScheduledFuture<?> schedule(Callable<?> work, long delay, TimeUnit unit) {
    Task task = new Task(work, now.plusNanos(unit.toNanos(delay)), sequence++);
    tasks.add(task);
    return task;
  }

  /** Moves on, running each task at its own time. */
  public void advance(Duration by) {
    Instant end = Instant.EPOCH.plusNanos(nanoTime()).plus(by);
    for (Task task = next(end); task != null; task = next(end)) {
      task.run();
    }
    synchronized (this) {
      now = end;
    }
  }

  /** Moves on as for a process that is stopped meanwhile: what becomes due runs late. */
  public synchronized void stop(Duration by) {
    now = now.plus(by);
  }

  /** Runs what is due now. */
  public void settle() {
    advance(Duration.ZERO);
  }

  private synchronized Task next(Instant end) {
    Task task = tasks.peek();
    if (task == null || task.at.isAfter(end)) {
      return null;
    }
    tasks.poll();
    now = task.at.isAfter(now) ? task.at : now;
    return task;
  }

  @Override
  public synchronized Instant instant() {
    return now.plus(set);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  private final class Task implements ScheduledFuture<Object> {
    private final Callable<?> work;
    private final Instant at;
    private final long number;
    private final CompletableFuture<Object> result = new CompletableFuture<>();

    Task(Callable<?> work, Instant at, long number) {
      this.work = work;
      this.at = at;
      this.number = number;
    }

    void run() {
      if (result.isDone()) {
        return;
      }
      try {
        result.complete(work.call());
      } catch (Exception e) {
        result.completeExceptionally(e);
        throw new AssertionError("a scheduled task failed", e);
      }
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(Duration.between(Instant.EPOCH.plusNanos(nanoTime()), at));
    }

    @Override
    public int compareTo(Delayed other) {
      Task task = (Task) other;
      int byTime = at.compareTo(task.at);
      return byTime != 0 ? byTime : Long.compare(number, task.number);
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      return result.cancel(false);
    }

    @Override
    public boolean isCancelled() {
      return result.isCancelled();
    }

    @Override
    public boolean isDone() {
      return result.isDone();
    }

    @Override
    public Object get() throws InterruptedException, ExecutionException {
      return result.get();
    }

    @Override
    public Object get(long timeout, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
      return result.get(timeout, unit);
    }
  }
}
