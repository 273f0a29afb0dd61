/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.KeysetColumns;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says and counts which rows {@link Lookback} has found. Its counts are read from any thread. */
final class MissedRowsReport {

  private static final Logger LOG = LoggerFactory.getLogger(Lookback.class);

  private final TableConfig config;
  private final KeysetColumns reader;
  private final OncePerMinute lateWarnings;
  private final OncePerMinute overflows;
  private final OncePerMinute shownAgainNotes;
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong shownAgain = new AtomicLong();

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  MissedRowsReport(TableConfig config, LongSupplier nanoTime) {
    this.config = config;
    this.reader = new KeysetColumns(config.timestampField(), config.idField());
    this.lateWarnings = new OncePerMinute(nanoTime);
    this.overflows = new OncePerMinute(nanoTime);
    this.shownAgainNotes = new OncePerMinute(nanoTime);
  }

  /** Rows that were handed out late, so far. */
  long late() {
    return late.get();
  }

  /** Rows that were hidden first and handed out later, so far. */
  long shownAgain() {
    return shownAgain.get();
  }

  /**
   * Rows appeared late.
   *
   * @param position of the stream: all before it had been read
   */
  void late(List<Row> found, Instant position) {
    late.addAndGet(found.size());
    lateWarnings
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
                    GlideDateTime.text(reader.timestamp(found.get(0))),
                    GlideDateTime.text(position),
                    config.settle().toMillis(),
                    config.lookback().toMillis(),
                    more));
  }

  /** Rows are shown that were hidden. */
  void shownAgain(List<Row> found) {
    shownAgain.addAndGet(found.size());
    shownAgainNotes
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': {} rows are shown that were hidden from the user when their"
                        + " changes were read (the first is row {} of {}). They are sent now{}",
                    config.alias(),
                    found.size(),
                    reader.id(found.get(0)),
                    found.get(0).value(config.timestampField()).orElse(""),
                    more));
  }

  /** More rows were handed out than there is room for. */
  void overflowed(Instant since, Instant end) {
    overflows
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': more than {} changes since {}, so that the time before {}"
                        + " is not searched again for rows that appear late. Lower 'lookback.ms'"
                        + " if this goes on{}",
                    config.alias(),
                    SeenRows.MOST,
                    GlideDateTime.text(since),
                    GlideDateTime.text(end),
                    more));
  }
}
