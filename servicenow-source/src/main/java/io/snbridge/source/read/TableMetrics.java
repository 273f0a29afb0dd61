/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.source.position.SentEarly;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.PageFetcher;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Shows how a table's reading goes, as metrics with the tag {@code table}: its alias. */
final class TableMetrics {

  /** Where there is no number. */
  private static final long NONE = -1;

  /** Their places are public. */
  private static final List<String> STATES =
      List.of("starting", "snapshot", "stream", "retrying", "given up");

  private final ConnectorMetrics metrics;
  private final Map<String, String> tags;

  TableMetrics(ConnectorMetrics metrics, String alias) {
    this.metrics = metrics;
    this.tags = Map.of("table", alias);
  }

  public void show(TableReading table) {
    show(table.progress());
    show(table.pages(), table.progress());
    show(table.hidden());
    show(table.lookback());
    show(table.early());
    add(
        "invalid-values-total",
        "Values that do not fit their column's type and are null in the record",
        table.records()::invalidValues);
  }

  private void show(TableProgress progress) {
    add("records-total", "Records given to Connect by this task", progress::records);
    add(
        "snapshot-rows-total",
        "Rows that this task has read in the table's snapshot",
        progress::snapshotRows);
    add(
        "snapshot-ranges-done",
        "Snapshot ranges that this task has read to their end, of 16",
        progress::rangesDone);
    add(
        "snapshot-percent",
        "Percent of the snapshot that is read, -1 while the number of its rows is not known",
        () -> progress.snapshotPercent().orElse(NONE));
    add(
        "snapshot-left-ms",
        "Milliseconds until the snapshot will have been read, at its mean rate, -1 when not known",
        () -> millis(progress.snapshotTimeLeft()));
    add(
        "records-acknowledged-total",
        "Records that Kafka has, or that a transformation has dropped",
        progress::acknowledged);
    progress
        .endToEnd()
        .show(
            metrics,
            "end-to-end-ms",
            "Milliseconds from a row's change, by the instance's clock, to its record in Kafka",
            tags);
    add(
        "lag-ms",
        "Milliseconds from the stream's position to the instance's clock, -1 before the stream",
        () -> millis(progress.lag()));
    add(
        "last-poll-age-ms",
        "Milliseconds since the table's changes were read to their end, -1 before the first time",
        () -> millis(progress.sinceDrained()));
  }

  private void show(PageFetcher pages, TableProgress progress) {
    add(
        "state",
        "starting, snapshot, stream; or retrying, while requests fail; or given up, when the table"
            + " is tried now and then only",
        () -> state(pages, progress));
    add(
        "state-number",
        "state: 0 starting, 1 snapshot, 2 stream, 3 retrying, 4 given up",
        () -> STATES.indexOf(state(pages, progress)));
    add("page-size", "Rows of a request now, at most", pages::limit);
    add(
        "pages-rejected-total",
        "Answers that were thrown away whole and asked for again",
        pages::rejections);
  }

  private static String state(PageFetcher pages, TableProgress progress) {
    if (pages.retries().areGivenUp()) {
      return "given up";
    }
    return pages.isFailing() ? "retrying" : progress.phase().name().toLowerCase(Locale.ROOT);
  }

  private void show(HiddenRows hidden) {
    add(
        "hidden-rows-total",
        "Rows that ServiceNow counts and does not show to the user",
        hidden::count);
  }

  private void show(Lookback lookback) {
    add(
        "late-rows-total",
        "Rows that appeared with a timestamp up to which changes had been read, and were sent late",
        lookback::found);
    add(
        "hidden-rows-shown-total",
        "Rows that were hidden from the user when their changes were read, and were sent later",
        lookback::shown);
    add(
        "hidden-windows",
        "Times of which rows were hidden from the user, and that are read again",
        lookback::hiddenWindows);
    add(
        "hidden-windows-unsure-total",
        "Times of which rows were hidden, and of which more others were shown than are remembered,"
            + " so that changes may be missed",
        lookback::unsure);
  }

  private void show(EarlyRows early) {
    add("early-rows-total", "Rows that were sent before they had settled", early::rows);
    add(
        "early-waits-total",
        "Polls at which rows had to settle, because %d had been sent before"
            .formatted(SentEarly.MOST),
        early::waited);
  }

  public void show(DeleteStream deletes) {
    add("deletes-total", "Deleted rows that this task has read", deletes::gone);
    add(
        "deletes-restored-total",
        "Deleted rows that exist again and give no record",
        deletes::restored);
    add(
        "deletes-hidden-total",
        "Rows of sys_audit_delete that ServiceNow counts and does not show to the user",
        deletes::hidden);
    add(
        "deletes-hidden-windows",
        "Times of which rows of sys_audit_delete were hidden from the user, and that are read"
            + " again",
        deletes::hiddenWindows);
    add(
        "deletes-hidden-windows-unsure-total",
        "Times of which rows of sys_audit_delete were hidden, and of which more others were shown"
            + " than are remembered, so that deletes may be missed",
        deletes::unsure);
    add(
        "deletes-odd-total",
        "Rows of sys_audit_delete that were skipped, because they do not say which row was deleted",
        deletes::odd);
    add(
        "deletes-key-unknown-total",
        "Deleted rows whose key the audit does not tell; their tombstones have the sys_id as key",
        deletes::unknownKeys);
  }

  public void show(CompletenessCheck completeness) {
    add(
        "missing-rows",
        "Rows that ServiceNow counts and that the last full reading neither read nor found"
            + " hidden, -1 before the first",
        completeness::missing);
    add(
        "counted-rows",
        "Rows that ServiceNow counted after the last full reading, hidden ones included, -1 before"
            + " the first",
        completeness::counted);
  }

  public void show(RepeatedSnapshot again) {
    add(
        "snapshot-again-rows-total",
        "Rows that this task has read for snapshot.id, beside the stream",
        again::rowsRead);
    add(
        "snapshot-again-ranges-done",
        "Ranges that this task has read to their end for snapshot.id, of 16",
        again::rangesDone);
  }

  public void show(Rescan rescan, EmittedRows known) {
    add("rescans-total", "Passes of the rescan that were read to their end", rescan::passes);
    add("rescan-rows-total", "Rows that the rescan has read", rescan::read);
    add(
        "rescan-found-rows-total",
        "Rows that the rescan found changed without a stamp, or first seen",
        rescan::found);
    add(
        "rescan-vanished-rows-total",
        "Rows that the rescan knew and did not see any more",
        rescan::vanished);
    add("rescan-known-rows", "Rows with a fingerprint", known::size);
    add(
        "rescan-untracked-rows",
        "Rows that the last rescan could not compare, beyond rescan.max.rows",
        known::untracked);
  }

  private void add(String name, String description, Supplier<?> value) {
    metrics.add(name, description, tags, value);
  }

  private static long millis(Optional<Duration> duration) {
    return duration.map(Duration::toMillis).orElse(NONE);
  }
}
