/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.ReadOptions;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.record.RecordSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One table to read.
 *
 * @param alias the user's name for it
 * @param table its name in ServiceNow
 * @param query which of its rows
 * @param pageSize rows of the first request
 * @param pageSizeMax rows that requests may grow to
 * @param pollInterval from one drained window to the next
 * @param settle a window ends this long before the instance's clock, so that a transaction that
 *     commits after its stamp is not missed
 * @param settleMode whether rows younger than that are sent before
 * @param snapshotParallelism snapshot ranges read at once
 * @param startTimestamp rows last updated before it are not read
 * @param deletes what a deleted row gives
 * @param deletesSettle deletes are read this far behind the instance's clock, because it may audit
 *     them late
 * @param lookback how far before the position rows are looked for again; zero for not at all
 * @param hiddenRecheck until a window that hid rows is read again; zero for never
 * @param pollIntervalMax up to where the poll interval grows while nothing changes; zero for not at
 *     all
 * @param again what is to be read once more, beside the stream
 * @param options what all reads of it ask for beside the rows
 */
public record TableConfig(
    String alias,
    String table,
    EncodedQuery query,
    int pageSize,
    int pageSizeMax,
    Duration pollInterval,
    Duration settle,
    SettleMode settleMode,
    SnapshotMode snapshotMode,
    int snapshotParallelism,
    Optional<Instant> startTimestamp,
    DeleteMode deletes,
    Duration deletesSettle,
    RecordSettings record,
    RescanConfig rescan,
    Duration lookback,
    Duration hiddenRecheck,
    Duration pollIntervalMax,
    Optional<SnapshotAgain> again,
    ReadOptions options) {

  /** Of which only rows of the user's domain are read, from the primary database. */
  public TableConfig(
      String alias,
      String table,
      EncodedQuery query,
      int pageSize,
      int pageSizeMax,
      Duration pollInterval,
      Duration settle,
      SettleMode settleMode,
      SnapshotMode snapshotMode,
      int snapshotParallelism,
      Optional<Instant> startTimestamp,
      DeleteMode deletes,
      Duration deletesSettle,
      RecordSettings record,
      RescanConfig rescan,
      Duration lookback,
      Duration hiddenRecheck,
      Duration pollIntervalMax,
      Optional<SnapshotAgain> again) {
    this(
        alias,
        table,
        query,
        pageSize,
        pageSizeMax,
        pollInterval,
        settle,
        settleMode,
        snapshotMode,
        snapshotParallelism,
        startTimestamp,
        deletes,
        deletesSettle,
        record,
        rescan,
        lookback,
        hiddenRecheck,
        pollIntervalMax,
        again,
        ReadOptions.NONE);
  }

  /** Polled at the same interval always, with pages that do not grow, without sending early. */
  public TableConfig(
      String alias,
      String table,
      EncodedQuery query,
      int pageSize,
      Duration pollInterval,
      Duration settle,
      SnapshotMode snapshotMode,
      int snapshotParallelism,
      Optional<Instant> startTimestamp,
      DeleteMode deletes,
      Duration deletesSettle,
      RecordSettings record,
      RescanConfig rescan,
      Duration lookback,
      Duration hiddenRecheck) {
    this(
        alias,
        table,
        query,
        pageSize,
        pageSize,
        pollInterval,
        settle,
        SettleMode.WAIT,
        snapshotMode,
        snapshotParallelism,
        startTimestamp,
        deletes,
        deletesSettle,
        record,
        rescan,
        lookback,
        hiddenRecheck,
        Duration.ZERO,
        Optional.empty());
  }

  /** Without a rescan, without looking back, and with pages that do not grow. */
  public TableConfig(
      String alias,
      String table,
      EncodedQuery query,
      int pageSize,
      Duration pollInterval,
      Duration settle,
      SnapshotMode snapshotMode,
      int snapshotParallelism,
      Optional<Instant> startTimestamp,
      DeleteMode deletes,
      Duration deletesSettle,
      RecordSettings record) {
    this(
        alias,
        table,
        query,
        pageSize,
        pollInterval,
        settle,
        snapshotMode,
        snapshotParallelism,
        startTimestamp,
        deletes,
        deletesSettle,
        record,
        RescanConfig.OFF,
        Duration.ZERO,
        Duration.ZERO);
  }

  /** The same table, of which only some rows are read. */
  public TableConfig withOnly(EncodedQuery rows) {
    return new TableConfig(
        alias,
        table,
        query.and(rows),
        pageSize,
        pageSizeMax,
        pollInterval,
        settle,
        settleMode,
        snapshotMode,
        snapshotParallelism,
        startTimestamp,
        deletes,
        deletesSettle,
        record,
        rescan,
        lookback,
        hiddenRecheck,
        pollIntervalMax,
        again,
        options);
  }

  /** Whether the time before the position is looked at again. */
  public boolean looksBack() {
    return !lookback.isZero();
  }

  /**
   * How much faster than monotonic time the instance's clock may go: what is missed by that is
   * found when looking back, twice in that time.
   */
  public Duration clockTolerance() {
    return lookback.dividedBy(4);
  }

  /**
   * The rows that a position is valid for, and their order: {@code incident?active=true}, with the
   * columns of timestamp and id as {@code ^ORDERBY} when they are not the usual ones, and with
   * {@code (all domains)} at its end when rows of all are read. It holds no columns of the record:
   * another list of those leaves every position valid.
   */
  public String scope() {
    EncodedQuery rows =
        timestampField().equals("sys_updated_on") && idField().equals("sys_id")
            ? query
            : query.orderBy(timestampField(), idField());
    String domains = options.noDomain() ? " (all domains)" : "";
    return (rows.text().isEmpty() ? table : table + "?" + rows.text()) + domains;
  }

  /** Column that says when a row was last changed. */
  public String timestampField() {
    return record.timestampField();
  }

  /** Column that identifies a row. */
  public String idField() {
    return record.idField();
  }
}
