/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.connect.Quantiles;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.scan.SnapshotRange;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** How far a table has been read. Told by its readers, for whoever watches. Thread-safe. */
final class TableProgress {

  /** What a table's readers are at. */
  enum Phase {
    STARTING,
    SNAPSHOT,
    STREAM
  }

  /** The instance's clock when it was read, and where the JVM's stood. */
  private record Sighting(Instant instant, long nanos) {}

  private final LongSupplier nanoTime;
  private final LongAdder records = new LongAdder();
  private final LongAdder snapshotRows = new LongAdder();
  private final AtomicInteger rangesDone = new AtomicInteger();
  private final LongAdder acknowledged = new LongAdder();
  private final Quantiles endToEnd = Quantiles.ofDeliveries();
  private volatile Optional<SnapshotProgress> snapshot = Optional.empty();
  private volatile Phase phase = Phase.STARTING;
  private volatile Optional<Sighting> clock = Optional.empty();
  private volatile Optional<Instant> position = Optional.empty();
  private volatile Optional<Long> drained = Optional.empty();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  TableProgress(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  void handedOut(int recordCount) {
    records.add(recordCount);
  }

  void snapshotBegins() {
    phase = Phase.SNAPSHOT;
  }

  /** What knows how far the snapshot is. */
  void snapshotIs(SnapshotProgress progress) {
    snapshot = Optional.of(progress);
  }

  /**
   * Kafka has a record, or it was dropped on the user's wish.
   *
   * @param changed when its row was changed, by the instance's clock; empty when it is not known,
   *     or long ago, as that of a row of a snapshot
   */
  void acknowledged(Optional<Instant> changed) {
    acknowledged.increment();
    Optional<Instant> now = instanceTime();
    if (changed.isPresent() && now.isPresent()) {
      endToEnd.record(Duration.between(changed.get(), now.get()));
    }
  }

  void snapshotRead(int rows) {
    snapshotRows.add(rows);
  }

  void rangesDone(int ranges) {
    rangesDone.addAndGet(ranges);
  }

  /**
   * The stream opens a window.
   *
   * @param instanceClock now
   * @param from where it begins
   */
  void windowOpens(Instant instanceClock, Instant from) {
    phase = Phase.STREAM;
    clock = Optional.of(new Sighting(instanceClock, nanoTime.getAsLong()));
    position = Optional.of(from);
  }

  /** The stream has read to there. */
  void reached(Instant timestamp) {
    position = Optional.of(timestamp);
  }

  /**
   * Nothing was changed, so that nothing need be read.
   *
   * @param instanceClock now
   * @param upTo until then
   */
  void watched(Instant instanceClock, Instant upTo) {
    clock = Optional.of(new Sighting(instanceClock, nanoTime.getAsLong()));
    position = position.map(before -> before.isBefore(upTo) ? upTo : before);
    drained();
  }

  /** The stream has read all that there was. */
  void drained() {
    drained = Optional.of(nanoTime.getAsLong());
  }

  Phase phase() {
    return phase;
  }

  /** For logs: what was done so far. */
  String describe() {
    return switch (phase) {
      case STARTING -> "nothing was read";
      case SNAPSHOT ->
          "%s, %d of %d ranges of the snapshot were read"
              .formatted(given(), rangesDone(), SnapshotRange.ALL.size());
      case STREAM ->
          "%s, changes were read up to %s"
              .formatted(given(), position.map(GlideDateTime::text).orElseThrow());
    };
  }

  private String given() {
    return records() + " records were passed to Connect";
  }

  /** Records given to Connect. */
  long records() {
    return records.sum();
  }

  /** Rows of the snapshot that this task has read. */
  long snapshotRows() {
    return snapshotRows.sum();
  }

  /** Snapshot ranges that this task has read to their end. */
  int rangesDone() {
    return rangesDone.get();
  }

  /** Records that Kafka has, or that were dropped on the user's wish. */
  long acknowledged() {
    return acknowledged.sum();
  }

  /** From changes of rows to when Kafka had their records. */
  Quantiles endToEnd() {
    return endToEnd;
  }

  /** How much of the snapshot was read, from 0 to 100; empty when it is not known. */
  OptionalDouble snapshotPercent() {
    return phase == Phase.STREAM
        ? OptionalDouble.of(100)
        : snapshot.map(SnapshotProgress::percent).orElse(OptionalDouble.empty());
  }

  /** How long the snapshot will take yet; empty when it is not known. */
  Optional<Duration> snapshotTimeLeft() {
    return phase == Phase.STREAM
        ? Optional.of(Duration.ZERO)
        : snapshot.flatMap(SnapshotProgress::timeLeft);
  }

  private Optional<Instant> instanceTime() {
    return clock.map(seen -> seen.instant().plusNanos(nanoTime.getAsLong() - seen.nanos()));
  }

  /** How old the changes are that the stream reads next, by the instance's clock. */
  Optional<Duration> lag() {
    return position.flatMap(from -> instanceTime().map(now -> Duration.between(from, now)));
  }

  /** Since the stream had read all that there was. */
  Optional<Duration> sinceDrained() {
    return drained.map(then -> Duration.ofNanos(nanoTime.getAsLong() - then));
  }
}
