/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Time that passes when the test says so; whoever waits, waits for that. */
public final class ManualTime implements Sleeper {

  private long nanos;
  private final List<Long> ends = new ArrayList<>();

  @Override
  public void await(Duration duration) throws InterruptedException {
    await(duration, new CompletableFuture<>());
  }

  @Override
  public void await(Duration duration, CompletableFuture<Void> sign) throws InterruptedException {
    var unused = sign.whenComplete((nothing, failure) -> wake());
    awaitEnd(duration, sign);
  }

  private synchronized void wake() {
    notifyAll();
  }

  private synchronized void awaitEnd(Duration duration, CompletableFuture<Void> sign)
      throws InterruptedException {
    Long end = nanos + duration.toNanos();
    ends.add(end);
    notifyAll();
    try {
      while (nanos < end && !sign.isDone()) {
        wait();
      }
    } finally {
      ends.remove(end);
    }
  }

  @Override
  public synchronized long nanoTime() {
    return nanos;
  }

  /** How many wait for time that has not come. */
  public synchronized long waiting() {
    return ends.stream().filter(end -> end > nanos).count();
  }

  /** Whether somebody waits for time, soon. */
  public synchronized boolean awaitWaiting(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    long left = atMost.toMillis();
    while (waiting() == 0 && left > 0) {
      wait(left);
      left = Duration.ofNanos(until - System.nanoTime()).toMillis();
    }
    return waiting() > 0;
  }

  /** What the first one of them waits for. */
  public synchronized Duration untilFirst() {
    return Duration.ofNanos(
        ends.stream().mapToLong(end -> end - nanos).filter(left -> left > 0).min().orElseThrow());
  }

  public synchronized void advance(Duration duration) {
    nanos += duration.toNanos();
    notifyAll();
  }
}
