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
  private final List<Wait> waits = new ArrayList<>();

  private record Wait(long end, CompletableFuture<Void> sign) {}

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
    Wait mine = new Wait(nanos + duration.toNanos(), sign);
    waits.add(mine);
    notifyAll();
    try {
      while (isUnderWay(mine)) {
        wait();
      }
    } finally {
      waits.remove(mine);
    }
  }

  @Override
  public synchronized long nanoTime() {
    return nanos;
  }

  /** How many wait for time that has not come. */
  public synchronized long waiting() {
    return waits.stream().filter(this::isUnderWay).count();
  }

  private synchronized boolean isUnderWay(Wait wait) {
    return wait.end() > nanos && !wait.sign().isDone();
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
        waits.stream()
            .filter(this::isUnderWay)
            .mapToLong(wait -> wait.end() - nanos)
            .min()
            .orElseThrow());
  }

  public synchronized void advance(Duration duration) {
    nanos += duration.toNanos();
    notifyAll();
  }
}
