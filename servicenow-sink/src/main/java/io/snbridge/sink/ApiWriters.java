/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.BatchSettings;
import io.snbridge.common.transport.Batches;
import io.snbridge.common.transport.Sender;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.sink.config.BatchKeys;
import io.snbridge.sink.config.ImportSetKeys;
import io.snbridge.sink.config.SinkConfig;
import io.snbridge.sink.importset.ImportSetApi;
import io.snbridge.sink.importset.ImportWriter;
import io.snbridge.sink.importset.Imports;
import io.snbridge.sink.importset.InsertMultiple;
import io.snbridge.sink.importset.StagedRows;
import io.snbridge.sink.ire.IdentifyApi;
import io.snbridge.sink.ire.IdentifyWriter;
import io.snbridge.sink.table.CurrentRows;
import io.snbridge.sink.table.JournalEntries;
import io.snbridge.sink.table.RedeliveryDetector;
import io.snbridge.sink.table.RowWriter;
import io.snbridge.sink.table.Rows;
import io.snbridge.sink.table.UnrepeatedPages;
import io.snbridge.sink.table.WriteVerifier;
import io.snbridge.sink.write.FewAtATime;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.Writer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the last writer of the chain, which sends: one for each {@code write.api}. */
final class ApiWriters {

  private static final Logger LOG = LoggerFactory.getLogger(ApiWriters.class);

  private final SinkConfig config;
  private final ServiceNowClient client;
  private final ColumnAccess columns;
  private final RetryPolicy retryPolicy;
  private final SinkMetrics metrics;

  ApiWriters(
      SinkConfig config,
      ServiceNowClient client,
      ColumnAccess columns,
      RetryPolicy retryPolicy,
      SinkMetrics metrics) {
    this.config = config;
    this.client = client;
    this.columns = columns;
    this.retryPolicy = retryPolicy;
    this.metrics = metrics;
  }

  /** What {@link #rowWriter} and the writers before it share. */
  RowAccess rows() {
    TableApi reading = new TableApi(client);
    Rows rows = Rows.of(writing(), reading, config.concurrency().reads());
    UnrepeatedPages pages = new UnrepeatedPages(reading);
    FewAtATime apart = apart();
    return new RowAccess(reading, rows, new CurrentRows(pages, pages::count, rows, apart), apart);
  }

  /** The Table API, alone or in batches. */
  private TableApi writing() {
    TableApi plain = config.batches().areUsed() ? new TableApi(batches()) : new TableApi(client);
    TableApi api = config.columns().areVerified() ? plain.withEcho() : plain;
    return config.fieldValues().asDisplayed() ? api.withDisplayInput() : api;
  }

  /** Of {@code write.api=table} and {@code batch}. */
  Writer rowWriter(RowAccess rows, RedeliveryDetector redeliveries) {
    JournalEntries journal =
        new JournalEntries(
            new UnrepeatedPages(new TableApi(client)),
            client.clock(),
            columns.journals(),
            redeliveries);
    WriteVerifier verification =
        new WriteVerifier(config.columns().verify(), columns.described(), columns.journals());
    metrics.show(journal);
    metrics.show(verification);
    return new RowWriter(rows.rows(), rows.current(), retryPolicy, journal, verification);
  }

  /** Of {@code write.api=import_set}. Staging rows are read alone, not in batches. */
  Writer importWriter() {
    ImportSetKeys keys = config.importSets();
    if (keys.recordIdField().isEmpty() && !keys.coalesces()) {
      LOG.warn(
          "With write.api=import_set and neither {}=true nor {}, a restart may import records twice,"
              + " and a record whose import has an unknown outcome is refused",
          ImportSetKeys.COALESCE,
          ImportSetKeys.RECORD_ID_FIELD);
    }
    ImportSetApi api = new ImportSetApi(sender());
    return new ImportWriter(
        keys.insertsMultiple() ? multiple(api) : api::insert,
        keys.recordIdField().map(field -> new StagedRows(new TableApi(client), field, apart())),
        keys.coalesces(),
        retryPolicy);
  }

  private Imports multiple(ImportSetApi api) {
    BatchKeys batches = config.batches();
    return new InsertMultiple(
        api, batches.size(), batches.maxBytes(), batches.linger(), retryPolicy);
  }

  /** Of {@code write.api=identify_reconcile}. */
  Writer identifyWriter() {
    return new IdentifyWriter(
        new IdentifyApi(sender()), config.identification().dataSource().orElseThrow(), retryPolicy);
  }

  /** What writes are sent through: alone, or in batches. */
  private Sender sender() {
    return config.batches().areUsed() ? batches() : client;
  }

  private Batches batches() {
    BatchKeys batches = config.batches();
    return client.batches(new BatchSettings(batches.size(), batches.linger(), batches.maxBytes()));
  }

  private FewAtATime apart() {
    return new FewAtATime(config.concurrency().unansweredReads());
  }
}
