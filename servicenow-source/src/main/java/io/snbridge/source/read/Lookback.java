/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.Stamp;
import io.snbridge.source.read.Fingerprints.Comparison;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again at the time before the stream's position, for rows that no window has shown: their
 * transaction took longer than {@code settle.ms}, or the clock that windows end by is ahead of the
 * one that stamps rows. It asks for ids and timestamps only, twice in the time that it looks back
 * upon, and remembers those of the rows that were handed out.
 *
 * <p>What a former task has handed out is not known, so that nothing before the stored position is
 * looked at; of a snapshot that this task has read from its beginning, it is. Thread-safe, because
 * a snapshot has many readers.
 */
final class Lookback {

  private static final Logger LOG = LoggerFactory.getLogger(Lookback.class);

  /** Rows handed out in the time looked back upon: 22 to 43 bytes each. */
  private static final int MOST_ROWS = 200_000;

  private static final int LEAST_PAGE = 1000;

  private final TableConfig config;
  private final TableConfig idsOnly;
  private final Pages pages;
  private final QueryShape shape;
  private final RowReader reader;
  private final LongSupplier nanoTime;
  private final OncePerMinute warnings;
  private final OncePerMinute overflows;

  private Fingerprints handedOut = new Fingerprints(MOST_ROWS);
  private boolean pass;
  private boolean overflowed;
  private Optional<Instant> snapshotBegan = Optional.empty();

  /** Nothing before it is looked at, or kept. */
  private Instant since = Instant.MAX;

  private long lookedAt;
  private final AtomicLong late = new AtomicLong();

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  Lookback(
      TableConfig config,
      Instance instance,
      Troubles troubles,
      QueryShape shape,
      LongSupplier nanoTime) {
    this.config = config;
    this.reader = new RowReader(config.timestampField(), config.idField());
    this.idsOnly = config.reading(List.of(config.idField(), config.timestampField()), LEAST_PAGE);
    this.pages = new Pages(instance, idsOnly, troubles);
    this.shape = shape;
    this.nanoTime = nanoTime;
    this.warnings = new OncePerMinute(nanoTime);
    this.overflows = new OncePerMinute(nanoTime);
  }

  /** A snapshot begins anew, after which the stream begins at this time. */
  synchronized void snapshotBegins(Instant streamStart) {
    snapshotBegan = Optional.of(streamStart);
    since = shown(streamStart);
  }

  /**
   * The stream begins; so does what is looked at, unless a snapshot has shown what was before. Of
   * the second in which a former task stopped, it has handed out some rows: none of them is late.
   */
  synchronized void begin(InStream start) {
    Instant unknown =
        start.lastId().isPresent() ? start.timestamp().plusSeconds(1) : start.timestamp();
    since = snapshotBegan.filter(start.timestamp()::equals).map(this::shown).orElse(unknown);
    // At once, for the snapshot's sake.
    lookedAt = nanoTime.getAsLong() - interval().toNanos();
  }

  /** The stream reads up to there next: what is looked back upon from there is kept. */
  synchronized void windowOpens(Instant end) {
    since = since.isBefore(before(end)) ? before(end) : since;
  }

  /** These were handed out. */
  synchronized void handedOut(List<Row> rows) {
    if (!config.looksBack() || since.equals(Instant.MAX)) {
      return;
    }
    String earliest = Stamp.text(since);
    for (Row row : rows) {
      // Stamps are in order as texts, and a snapshot has many.
      String stamp = row.value(config.timestampField()).orElse("");
      if (stamp.compareTo(earliest) >= 0) {
        overflowed |= !handedOut.put(reader.id(row), print(row), pass);
      }
    }
  }

  /**
   * From when on there are rows that were not handed out; empty when there are none, or when it is
   * not time to look.
   *
   * @param position of the stream: all before it was read
   */
  synchronized Optional<Instant> look(InStream position) throws InterruptedException {
    long now = nanoTime.getAsLong();
    if (!config.looksBack() || now - lookedAt < interval().toNanos()) {
      return Optional.empty();
    }
    lookedAt = now;
    Instant end = position.timestamp();
    if (overflowed) {
      forget(end);
    }
    return since.isBefore(end) ? earliestLate(end) : Optional.empty();
  }

  private Optional<Instant> earliestLate(Instant end) throws InterruptedException {
    pass = !pass;
    Optional<Instant> earliest = Optional.empty();
    Window window = new Window(idsOnly, InStream.from(since), end, shape);
    Scan scan =
        new Scan(config.alias(), pages, window, HiddenRows.countedElsewhere(config.alias()));
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      for (Row row : rows.get()) {
        handedOut.seen(reader.id(row), pass);
        if (earliest.isEmpty() && isLate(row)) {
          earliest = Optional.of(reader.timestamp(row));
        }
      }
    }
    handedOut.sweep(pass);
    return earliest;
  }

  /** Those that were not handed out; counts and reports them. */
  synchronized List<Row> late(List<Row> rows, InStream position) {
    List<Row> found = new ArrayList<>(rows);
    found.removeIf(row -> !isLate(row));
    if (!found.isEmpty()) {
      late.addAndGet(found.size());
      warn(found, position);
    }
    return found;
  }

  private boolean isLate(Row row) {
    return handedOut.compare(reader.id(row), print(row)) != Comparison.SAME;
  }

  private long print(Row row) {
    return RowPrint.of(row.values().get(config.timestampField()));
  }

  private Duration interval() {
    return config.lookback().dividedBy(2);
  }

  /** In whole seconds, as all ends of windows are, and the queries for them. */
  private Instant before(Instant instant) {
    return instant.minus(config.lookback()).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The same for a snapshot that ended there, which has no row from before its start. */
  private Instant shown(Instant streamStart) {
    Instant earliest = before(streamStart);
    return config.startTimestamp().filter(earliest::isBefore).orElse(earliest);
  }

  /** More rows than there is room for: no rest of them would tell which of the others are late. */
  private void forget(Instant end) {
    overflows
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': more than {} changes since {}, so that the time before {}"
                        + " is not searched again for rows that appear late. Lower 'lookback.ms'"
                        + " if this goes on{}",
                    config.alias(),
                    MOST_ROWS,
                    Stamp.text(since),
                    Stamp.text(end),
                    more));
    handedOut = new Fingerprints(MOST_ROWS);
    overflowed = false;
    since = end;
  }

  private void warn(List<Row> found, InStream position) {
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': {} rows appeared with timestamps (the first is row {} of"
                        + " {}) before {}, up to which changes had been read. They are sent now,"
                        + " late. Their transactions took longer than 'settle.ms' ({}), or the"
                        + " clock of the instance's answers is ahead of the one that stamps rows."
                        + " Raise 'settle.ms', or correct that clock: rows that appear later than"
                        + " 'lookback.ms' ({}) are missed, and so are those before a restart{}",
                    config.alias(),
                    found.size(),
                    reader.id(found.get(0)),
                    Stamp.text(reader.timestamp(found.get(0))),
                    Stamp.text(position.timestamp()),
                    config.settle().toMillis(),
                    config.lookback().toMillis(),
                    more));
  }

  /** Rows that were handed out late, so far. */
  long found() {
    return late.get();
  }
}
