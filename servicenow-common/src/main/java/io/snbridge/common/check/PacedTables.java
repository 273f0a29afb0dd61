/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.check;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.ReadOptions;
import io.snbridge.common.transport.Deadline;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Asks an instance no faster than the connector may, and once more what it refused for too many
 * requests, if there is time for that. Thread-safe: who asks waits.
 */
final class PacedTables implements Tables {

  /** Something that is asked of the instance. */
  @FunctionalInterface
  private interface Asking<T> {
    T ask() throws InterruptedException;
  }

  /** To an instance that names no time, or one that is over. */
  private static final long LEAST_WAIT = TimeUnit.MILLISECONDS.toNanos(100);

  private final Tables instance;
  private final long interval;
  private final Deadline end;
  private final Clock clock;

  /** Who waits for it waits as long as it wants to. */
  private final CountDownLatch never = new CountDownLatch(1);

  private long nextFree;

  /**
   * @param perSecond requests; 0 for no limit
   * @param end of all questions
   * @param clock by which the instance's wishes are told
   */
  PacedTables(Tables instance, double perSecond, Deadline end, Clock clock) {
    this.instance = instance;
    this.interval = perSecond > 0 ? (long) (TimeUnit.SECONDS.toNanos(1) / perSecond) : 0;
    this.end = end;
    this.clock = clock;
    this.nextFree = end.nanoTime().getAsLong();
  }

  @Override
  public Page page(PageRequest request) throws InterruptedException {
    return untilNotThrottled(() -> instance.page(request));
  }

  @Override
  public long count(String table, EncodedQuery query) throws InterruptedException {
    return untilNotThrottled(() -> instance.count(table, query));
  }

  @Override
  public Tables with(ReadOptions options) {
    Tables others = instance.with(options);
    return new Tables() {
      @Override
      public Page page(PageRequest request) throws InterruptedException {
        return untilNotThrottled(() -> others.page(request));
      }

      @Override
      public long count(String table, EncodedQuery query) throws InterruptedException {
        return untilNotThrottled(() -> others.count(table, query));
      }
    };
  }

  /** The same trial, paced with all else that is asked. */
  ProbeContext.Trial paced(ProbeContext.Trial trial) {
    return () -> {
      var unused =
          untilNotThrottled(
              () -> {
                trial.run();
                return true;
              });
    };
  }

  private <T> T untilNotThrottled(Asking<T> asking) throws InterruptedException {
    while (true) {
      awaitTurn();
      try {
        return asking.ask();
      } catch (ServiceNowException failure) {
        if (!(failure.reply() instanceof Reply.Throttled<?> throttled)
            || !awaitThe(throttled.until())) {
          throw failure;
        }
      }
    }
  }

  private void awaitTurn() throws InterruptedException {
    long wait;
    synchronized (this) {
      long now = end.nanoTime().getAsLong();
      wait = Math.max(0, nextFree - now);
      nextFree = now + wait + interval;
    }
    await(wait);
  }

  private void await(long nanos) throws InterruptedException {
    var unused = never.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** False, at once, when there would be no time left. */
  private boolean awaitThe(Instant until) throws InterruptedException {
    long wait = Math.max(LEAST_WAIT, Duration.between(clock.instant(), until).toNanos());
    boolean inTime = wait < end.nanosLeft();
    if (inTime) {
      await(wait);
    }
    return inTime;
  }
}
