/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.Sleeper;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When a table is read next. The interval doubles from one read that shows nothing to the next, up
 * to {@code poll.interval.max.ms}, and is {@code poll.interval.ms} again after the first that shows
 * something, or when it was rung for: what it was rung for may not have settled yet. {@link #ring}
 * may be called by any thread, the rest belongs to the table's poller.
 */
final class PollTimer {

  private final TableConfig config;
  private final Sleeper sleeper;
  private final LongSupplier shown;
  private final Doorbell bell = new Doorbell();
  private boolean active = true;
  private long shownBefore;
  private Duration interval;

  /**
   * @param shown rows and deletes that the table's reads have shown so far
   */
  PollTimer(TableConfig config, Sleeper sleeper, LongSupplier shown) {
    this.config = config;
    this.sleeper = sleeper;
    this.shown = shown;
    this.interval = config.pollInterval();
  }

  /** The table is to be read at once: ends the wait, or keeps the next one from beginning. */
  void ring() {
    bell.ring();
  }

  /** Waits until the table is to be read again, after it was read to its end. */
  void awaitNext() throws InterruptedException {
    long shownNow = shown.getAsLong();
    active |= shownNow != shownBefore;
    shownBefore = shownNow;
    interval = active ? config.pollInterval() : longer(interval);
    active = bell.await(sleeper, interval);
  }

  private Duration longer(Duration last) {
    Duration doubled = last.multipliedBy(2);
    Duration most = config.pollIntervalMax();
    Duration bounded = doubled.compareTo(most) < 0 ? doubled : most;
    return bounded.compareTo(config.pollInterval()) > 0 ? bounded : config.pollInterval();
  }
}
