/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.sink.column.ColumnConversion;
import io.snbridge.sink.column.UnknownColumnFilter;
import io.snbridge.sink.config.ColumnKeys;
import io.snbridge.sink.config.SinkConfig;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.lookup.LookupWriter;
import io.snbridge.sink.lookup.RowLookup;
import io.snbridge.sink.policy.ConflictWindow;
import io.snbridge.sink.policy.ConflictWriter;
import io.snbridge.sink.table.RedeliveryDetector;
import io.snbridge.sink.write.RefusalBreaker;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.Writer;

/** Puts together the writers that a write passes on its way to the instance. */
final class WriterChain {

  private final SinkConfig config;
  private final ColumnAccess columns;
  private final RetryPolicy retryPolicy;
  private final SinkMetrics metrics;
  private final ApiWriters api;

  /**
   * @param retryPolicy for all that ServiceNow fails at
   */
  WriterChain(
      SinkConfig config,
      ServiceNowClient client,
      ColumnAccess columns,
      RetryPolicy retryPolicy,
      SinkMetrics metrics) {
    this.config = config;
    this.columns = columns;
    this.retryPolicy = retryPolicy;
    this.metrics = metrics;
    this.api = new ApiWriters(config, client, columns, retryPolicy, metrics);
  }

  /**
   * The writers, in the order in which a write passes them. Values come first, because all others
   * look at them. A row is found before a policy is asked about it. Columns are checked last,
   * because a policy may add some.
   *
   * @param policy decides on rows that others change, too
   * @param redeliveries tells which records may have been written before
   */
  Writer assemble(ConflictPolicy policy, RedeliveryDetector redeliveries) {
    return heldWhileAllIsRefused(
        withValuesThatFit(
            switch (config.writeApi()) {
              case TABLE, BATCH -> {
                RowAccess rows = api.rows();
                yield withRowsLookedUp(
                    rows,
                    unlessThePolicyObjects(
                        policy, rows, withKnownColumns(api.rowWriter(rows, redeliveries))));
              }
              case IMPORT_SET -> withKnownColumns(api.importWriter());
              case IDENTIFY_RECONCILE -> withKnownColumns(api.identifyWriter());
            }));
  }

  private Writer heldWhileAllIsRefused(Writer next) {
    RefusalBreaker breaker = new RefusalBreaker(config.errors().maxRefusals(), retryPolicy, next);
    metrics.show(breaker);
    return breaker;
  }

  private Writer withValuesThatFit(Writer next) {
    ColumnConversion conversion =
        new ColumnConversion(
            next,
            columns.described(),
            retryPolicy,
            config.columns().invalid(),
            config.fieldValues().asDisplayed());
    metrics.show(conversion);
    return conversion;
  }

  /** With {@code id.mode=lookup}. */
  private Writer withRowsLookedUp(RowAccess rows, Writer next) {
    return config
        .lookup()
        .<Writer>map(
            lookup ->
                new LookupWriter(
                    new RowLookup(rows.api(), columns.catalog(), rows.apart()),
                    rows.current(),
                    lookup.cacheSize(),
                    lookup.cacheTime(),
                    retryPolicy,
                    next))
        .orElse(next);
  }

  private Writer unlessThePolicyObjects(ConflictPolicy policy, RowAccess rows, Writer next) {
    ConflictWindow window = new ConflictWindow();
    ConflictWriter conflicts =
        new ConflictWriter(
            policy,
            config.reports().reviewTopic().isPresent(),
            rows.current(),
            window,
            retryPolicy,
            next);
    metrics.show(window);
    metrics.show(conflicts);
    return conflicts;
  }

  /** Unless {@code unknown.columns=ignore}. */
  private Writer withKnownColumns(Writer next) {
    ColumnKeys.Unknown unknown = config.columns().unknown();
    if (unknown == ColumnKeys.Unknown.IGNORE) {
      metrics.showUnknownColumnsDropped(() -> 0);
      return next;
    }
    UnknownColumnFilter gate =
        new UnknownColumnFilter(next, columns.catalog(), unknown == ColumnKeys.Unknown.DROP);
    metrics.showUnknownColumnsDropped(gate::dropped);
    return gate;
  }
}
