/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.Words;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says each minute how far a snapshot is, and at its end how long it took. Nobody waits for the
 * minute: whoever has read a page says it, so a snapshot that stands still says nothing, and the
 * warnings say why. Thread-safe.
 */
final class SnapshotProgress {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final String alias;
  private final String reading;
  private final LongSupplier nanoTime;
  private final Future<Long> toRead;
  private final LongSupplier hidden;
  private final long began;

  /** Guarded by this, as are the three below. */
  private long rows;

  private boolean ended;

  private long saidAt;
  private long rowsThen;

  /**
   * @param reading what is read: the snapshot, or one of an id
   * @param nanoTime monotonic, as {@link System#nanoTime}
   * @param toRead ServiceNow's count of the rows to read, hidden ones included; fails when it does
   *     not count
   * @param hidden how many of them were stepped over so far
   */
  SnapshotProgress(
      String alias,
      String reading,
      LongSupplier nanoTime,
      Future<Long> toRead,
      LongSupplier hidden) {
    this.alias = alias;
    this.reading = reading;
    this.nanoTime = nanoTime;
    this.toRead = toRead;
    this.hidden = hidden;
    this.began = nanoTime.getAsLong();
    this.saidAt = began;
  }

  synchronized void read(int more) {
    rows += more;
    Duration since = Duration.ofNanos(nanoTime.getAsLong() - saidAt);
    if (since.compareTo(EVERY) >= 0) {
      double rate = rate(rows - rowsThen, since);
      OptionalLong count = count();
      if (count.isPresent()) {
        say(count.getAsLong(), rate);
      } else {
        LOG.info(
            "Table '{}': {}: {} rows read, {} rows/s. The total is unknown, because"
                + " ServiceNow has not counted the rows.",
            alias,
            reading,
            rows,
            Math.round(rate));
      }
      saidAt += since.toNanos();
      rowsThen = rows;
    }
  }

  private void say(long count, double rate) {
    long left = left(count);
    LOG.info(
        "Table '{}': {}: {} of {} rows read ({} %), {} rows/s, about {} to go",
        alias,
        reading,
        rows,
        count,
        count == 0 ? 100 : 100 * (count - left) / count,
        Math.round(rate),
        rate == 0 ? "?" : Words.of(Duration.ofSeconds(Math.round(left / rate))));
  }

  /** All rows were read. */
  synchronized void ends() {
    ended = true;
    Duration time = Duration.ofNanos(nanoTime.getAsLong() - began);
    LOG.info(
        "Table '{}': {} read to the end: {} rows in {}, {} rows/s",
        alias,
        reading,
        rows,
        Words.of(time),
        Math.round(rate(rows, time)));
  }

  /** How much of it was read, from 0 to 100; empty while the number of rows is not known. */
  synchronized OptionalDouble percent() {
    if (ended) {
      return OptionalDouble.of(100);
    }
    OptionalLong all = count();
    if (all.isEmpty()) {
      return OptionalDouble.empty();
    }
    long count = all.getAsLong();
    return OptionalDouble.of(count == 0 ? 100 : 100.0 * (count - left(count)) / count);
  }

  /**
   * How long it will take yet, at the mean rate since it began.
   *
   * @return empty while the number of rows, or the rate, is not known
   */
  synchronized Optional<Duration> timeLeft() {
    if (ended) {
      return Optional.of(Duration.ZERO);
    }
    OptionalLong count = count();
    double rate = rate(rows, Duration.ofNanos(nanoTime.getAsLong() - began));
    return count.isEmpty() || rate == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(1000 * left(count.getAsLong()) / rate)));
  }

  private long left(long count) {
    return Math.max(0, count - rows - hidden.getAsLong());
  }

  /** A second. */
  private static double rate(long rows, Duration time) {
    return time.isZero() ? rows : rows * 1e9 / time.toNanos();
  }

  private OptionalLong count() {
    if (!toRead.isDone() || toRead.isCancelled()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(toRead.get());
    } catch (ExecutionException doesNotCount) {
      return OptionalLong.empty();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }
}
