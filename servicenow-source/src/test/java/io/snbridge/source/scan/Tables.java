/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import io.snbridge.source.config.RetryBudget;
import io.snbridge.source.config.SettleMode;
import io.snbridge.source.config.SnapshotAgain;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.record.InvalidValues;
import io.snbridge.source.record.KeyMode;
import io.snbridge.source.record.OutputFormat;
import io.snbridge.source.record.RecordSettings;
import io.snbridge.source.record.References;
import io.snbridge.source.record.SchemaMode;
import io.snbridge.source.record.TimeMode;
import io.snbridge.source.record.TimestampRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Table settings for tests. */
public final class Tables {

  public static final RetryBudget RETRY_BUDGET =
      new RetryBudget(
          Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofSeconds(30), Optional.empty());

  /** Of a table that is tried again after its time, too. */
  static final RetryBudget OUTLASTING =
      new RetryBudget(
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Optional.of(Duration.ofMinutes(5)));

  /** Asks for one row, whichever it is. */
  static final PageRequest ANY_ROW =
      new PageRequest(
          "incident",
          EncodedQuery.everything(),
          List.of("sys_id"),
          1,
          0,
          false,
          DisplayValue.FALSE);

  private Tables() {}

  public static TableConfig incident(int pageSize) {
    return incident(pageSize, EncodedQuery.everything(), Optional.empty());
  }

  public static TableConfig incident(int pageSize, EncodedQuery query, Optional<Instant> start) {
    return named("incident", pageSize, query, start);
  }

  public static TableConfig named(String table, int pageSize) {
    return named(table, pageSize, EncodedQuery.everything(), Optional.empty());
  }

  private static TableConfig named(
      String table, int pageSize, EncodedQuery query, Optional<Instant> start) {
    return new TableConfig(
        table,
        table,
        query,
        pageSize,
        Duration.ofSeconds(5),
        Duration.ofSeconds(2),
        SnapshotMode.INITIAL,
        4,
        start,
        DeleteMode.NONE,
        Duration.ZERO,
        record(Set.of()));
  }

  public static TableConfig lookingBack(Duration lookback) {
    return lookingBack(lookback, Optional.empty());
  }

  public static TableConfig lookingBack(Duration lookback, Optional<Instant> start) {
    TableConfig table = incident(100, EncodedQuery.everything(), start);
    return new TableConfig(
        table.alias(),
        table.table(),
        table.query(),
        table.pageSize(),
        table.pollInterval(),
        table.settle(),
        table.snapshotMode(),
        table.snapshotParallelism(),
        table.startTimestamp(),
        table.deletes(),
        table.deletesSettle(),
        table.record(),
        table.rescan(),
        lookback,
        Duration.ofMinutes(5));
  }

  /** Whose interval grows while nothing changes. */
  public static TableConfig polledUpTo(Duration max, TableConfig table) {
    return new TableConfig(
        table.alias(),
        table.table(),
        table.query(),
        table.pageSize(),
        table.pageSizeMax(),
        table.pollInterval(),
        table.settle(),
        table.settleMode(),
        table.snapshotMode(),
        table.snapshotParallelism(),
        table.startTimestamp(),
        table.deletes(),
        table.deletesSettle(),
        table.record(),
        table.rescan(),
        table.lookback(),
        table.hiddenRecheck(),
        max,
        table.again());
  }

  /** Which is read once more. */
  public static TableConfig again(SnapshotAgain again, TableConfig table) {
    return new TableConfig(
        table.alias(),
        table.table(),
        table.query(),
        table.pageSize(),
        table.pageSizeMax(),
        table.pollInterval(),
        table.settle(),
        table.settleMode(),
        table.snapshotMode(),
        table.snapshotParallelism(),
        table.startTimestamp(),
        table.deletes(),
        table.deletesSettle(),
        table.record(),
        table.rescan(),
        table.lookback(),
        table.hiddenRecheck(),
        table.pollIntervalMax(),
        Optional.of(again));
  }

  /** Whose rows are sent before they have settled, or not. */
  public static TableConfig settling(SettleMode mode, TableConfig table) {
    return new TableConfig(
        table.alias(),
        table.table(),
        table.query(),
        table.pageSize(),
        table.pageSizeMax(),
        table.pollInterval(),
        table.settle(),
        mode,
        table.snapshotMode(),
        table.snapshotParallelism(),
        table.startTimestamp(),
        table.deletes(),
        table.deletesSettle(),
        table.record(),
        table.rescan(),
        table.lookback(),
        table.hiddenRecheck(),
        table.pollIntervalMax(),
        table.again());
  }

  /** Of which another column says when a row was changed. */
  static TableConfig stampedBy(String timestampField) {
    TableConfig table = incident(10);
    return new TableConfig(
        table.alias(),
        table.table(),
        table.query(),
        table.pageSize(),
        table.pollInterval(),
        table.settle(),
        table.snapshotMode(),
        table.snapshotParallelism(),
        table.startTimestamp(),
        table.deletes(),
        table.deletesSettle(),
        record(SchemaMode.NONE, timestampField, Set.of()));
  }

  public static RecordSettings record(Set<String> excluded) {
    return record(SchemaMode.NONE, excluded);
  }

  /** Records that need the dictionary. */
  public static RecordSettings typed() {
    return record(SchemaMode.DICTIONARY, Set.of());
  }

  private static RecordSettings record(SchemaMode mode, Set<String> excluded) {
    return record(mode, "sys_updated_on", excluded);
  }

  private static RecordSettings record(
      SchemaMode mode, String timestampField, Set<String> excluded) {
    return new RecordSettings(
        "incident",
        "servicenow.incident",
        List.of(),
        timestampField,
        "sys_id",
        mode,
        OutputFormat.RECORD,
        Map.of(),
        TimeMode.CONNECT,
        InvalidValues.NULL,
        DisplayValue.FALSE,
        References.AS_IDS,
        KeyMode.SYS_ID,
        List.of(),
        TimestampRules.NONE,
        excluded);
  }
}
