/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.connect.ClientMetrics;
import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.sink.column.ColumnConversion;
import io.snbridge.sink.delivery.Intake;
import io.snbridge.sink.offset.Pending;
import io.snbridge.sink.policy.ConflictWindow;
import io.snbridge.sink.policy.ConflictWriter;
import io.snbridge.sink.report.OutcomeReporter;
import io.snbridge.sink.table.JournalEntries;
import io.snbridge.sink.table.WriteVerifier;
import io.snbridge.sink.write.RefusalBreaker;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** All that a sink task shows of itself, by the names that the monitoring guide explains. */
final class SinkMetrics implements AutoCloseable {

  private final ConnectorMetrics metrics;

  /**
   * @param metrics closed with this
   */
  SinkMetrics(ConnectorMetrics metrics) {
    this.metrics = metrics;
  }

  void show(ServiceNowClient client) {
    ClientMetrics.show(metrics, client);
  }

  void showPending(Supplier<Pending> pending) {
    add(
        "records-pending",
        "Records taken from Kafka whose writes have not ended",
        () -> pending.get().records());
    add(
        "bytes-pending",
        "Bytes of those records, about as many as they have in Kafka, uncompressed",
        () -> pending.get().bytes());
  }

  void show(Intake intake) {
    add(
        "repeats-dropped-total",
        "Records that repeated another one (idempotency.key.path)",
        intake::repeatsDropped);
  }

  void show(OutcomeReporter outcomes) {
    add("records-written-total", "Records whose row is as they want it", outcomes::written);
    add(
        "records-refused-total",
        "Records that were refused and went to the dead letter queue",
        outcomes::refused);
    outcomes
        .endToEnd()
        .show(
            metrics,
            "end-to-end-ms",
            "Milliseconds from a record's timestamp to when its row was written",
            Map.of());
  }

  void showCollapsed(LongSupplier records) {
    add(
        "records-collapsed-total",
        "Records that were written by the write of another one (collapse.updates)",
        records::getAsLong);
  }

  void show(RefusalBreaker breaker) {
    add(
        "records-held",
        "Records that wait because ServiceNow, or a gateway, refuses every write",
        breaker::held);
    add(
        "refusals-in-row",
        "Writes that were refused for no fault of their record, since the last that was not",
        breaker::refusalsInRow);
    add(
        "write-pauses-total",
        "Times that writes began to wait, because every one was refused",
        breaker::pauses);
  }

  void show(ColumnConversion conversion) {
    add(
        "invalid-values-dropped-total",
        "Values that were left out, because their column cannot hold them (invalid.values=drop)",
        conversion::dropped);
  }

  void showUnknownColumnsDropped(LongSupplier values) {
    add(
        "unknown-columns-dropped-total",
        "Values that were left out, because their table has no such column (unknown.columns=drop)",
        values::getAsLong);
  }

  void show(ConflictWriter conflicts) {
    add("conflict-skipped-total", "Records that conflict.policy did not write", conflicts::skipped);
    add(
        "conflict-review-total",
        "Records that are for a person to decide (conflict.review.topic)",
        conflicts::forReview);
  }

  void show(ConflictWindow window) {
    add(
        "conflict-window-ms-avg",
        "Milliseconds from seeing a row to having written it",
        window::meanMillis);
    add(
        "conflict-window-ms-max",
        "Milliseconds from seeing a row to having written it, the longest",
        window::maxMillis);
  }

  void show(JournalEntries journal) {
    add(
        "journal-entries-found-total",
        "Entries of journal columns that were there already, and so were not written again",
        journal::notRepeated);
  }

  void show(WriteVerifier verification) {
    add(
        "columns-not-written-total",
        "Values that ServiceNow has otherwise than they were written (verify.writes)",
        verification::different);
  }

  private void add(String name, String description, Supplier<Number> value) {
    metrics.add(name, description, Map.of(), value);
  }

  /** Shows nothing more. */
  @Override
  public void close() {
    metrics.close();
  }
}
