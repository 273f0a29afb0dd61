/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.connect.ClientMetrics;
import io.snbridge.common.connect.Closing;
import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.connect.LogContexts;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.sink.column.ColumnCatalog;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.offset.Pending;
import io.snbridge.sink.write.CurrentRows;
import io.snbridge.sink.write.FewAtATime;
import io.snbridge.sink.write.Journal;
import io.snbridge.sink.write.KeyedExecutor;
import io.snbridge.sink.write.Redeliveries;
import io.snbridge.sink.write.RefusalBreaker;
import io.snbridge.sink.write.RowKey;
import io.snbridge.sink.write.RowWriter;
import io.snbridge.sink.write.Rows;
import io.snbridge.sink.write.UnrepeatedPages;
import io.snbridge.sink.write.Writer;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * All that a started task has open, from {@code put} to the instance and back to {@code preCommit}.
 * Nothing here does I/O, and only {@link #revoke} and {@link #close} wait, for a bounded time.
 * Owned by the task thread.
 */
final class SinkPipeline implements AutoCloseable {

  /** What is open, in the order in which it is closed. */
  private enum Part {
    METRICS,
    /** From here on no write begins. */
    DELIVERIES,
    REPORTS,
    COLUMNS,
    /** With it end the threads that outcomes come in on, and that ask the policy. */
    CLIENT,
    POLICY,
    /** Says what has been done, when nothing is done any more. */
    LOG
  }

  /** What has been opened so far. */
  private static final class Opened {
    private final Map<Part, Runnable> closing = new EnumMap<>(Part.class);

    <T> T add(Part part, T opened, Consumer<T> close) {
      closing.put(part, () -> close.accept(opened));
      return opened;
    }

    /** Closes each once, however often it is called. */
    void close() {
      Runnable[] steps = closing.values().toArray(Runnable[]::new);
      closing.clear();
      Closing.all(steps);
    }
  }

  private final Opened opened;
  private final ServiceNowClient client;
  private final ConnectorMetrics metrics;
  private final Redeliveries redeliveries = new Redeliveries(Clock.systemUTC());
  private final Deliveries deliveries;
  private final BackPressure backPressure;

  /** For whoever looks at the metrics. */
  private volatile Pending pending = Pending.NONE;

  /**
   * Opens all that a task needs. What is open when something throws is closed again.
   *
   * @throws org.apache.kafka.common.config.ConfigException when a setting turns out to be wrong
   */
  static SinkPipeline open(SinkConfig config, SinkTaskContext context, Connections connections) {
    Opened opened = new Opened();
    boolean complete = false;
    try {
      SinkPipeline pipeline = new SinkPipeline(config, context, connections, opened);
      complete = true;
      return pipeline;
    } finally {
      if (!complete) {
        opened.close();
      }
    }
  }

  private SinkPipeline(
      SinkConfig config, SinkTaskContext context, Connections connections, Opened opened) {
    this.opened = opened;
    Map<String, String> settings = config.originalsStrings();
    LogContext logs = LogContexts.ofTask("sink", settings);
    int concurrent = WriteApi.concurrentWrites(config);
    client =
        opened.add(Part.CLIENT, connections.clients().apply(config, logs), ServiceNowClient::close);
    metrics =
        opened.add(Part.METRICS, ConnectorMetrics.of(context, settings), ConnectorMetrics::close);
    ClientMetrics.show(metrics, client);
    metrics.add(
        "records-pending",
        "Records taken from Kafka whose writes have not ended",
        Map.of(),
        () -> pending.records());
    metrics.add(
        "bytes-pending",
        "Bytes of those records, about as many as they have in Kafka, uncompressed",
        Map.of(),
        () -> pending.bytes());
    Intake intake = new Intake(config.mapping(), config.repeats());
    metrics.add(
        "repeats-dropped-total",
        "Records that repeated another one (idempotency.key.path)",
        Map.of(),
        intake::repeatsDropped);
    Conclusions told =
        opened.add(
            Part.REPORTS,
            new Conclusions(
                DeadLetters.of(Optional.ofNullable(context.errantRecordReporter()), settings),
                ReportKeys.open(config, connections.producers(), logs)),
            Conclusions::close);
    metrics.add(
        "records-written-total", "Records whose row is as they want it", Map.of(), told::written);
    metrics.add(
        "records-refused-total",
        "Records that were refused and went to the dead letter queue",
        Map.of(),
        told::refused);
    opened.add(Part.LOG, TaskLog.begins(config, settings, client, told), TaskLog::ends);
    ColumnCatalog catalog =
        opened.add(
            Part.COLUMNS, new ColumnCatalog(new TableApi(client), logs), ColumnCatalog::close);
    ConflictPolicy policy =
        opened.add(Part.POLICY, ConflictKeys.policy(config), ConflictPolicy::close);
    deliveries =
        opened.add(
            Part.DELIVERIES,
            new Deliveries(
                intake,
                unlessAllIsRefused(
                    config,
                    ColumnKeys.converting(
                        config, writer(config, policy, catalog), catalog, metrics)),
                CollapseKeys.collapse(config, ColumnKeys.journalColumns(config, catalog), metrics),
                new KeyedExecutor<>(concurrent, RowKey::table),
                told),
            Deliveries::close);
    backPressure =
        new BackPressure(
            context,
            ConnectionConfig.maxConcurrentRequests(config),
            concurrent,
            config.getLong(BackPressure.MAX_BYTES));
  }

  private Writer unlessAllIsRefused(SinkConfig config, Writer writer) {
    RefusalBreaker breaker =
        new RefusalBreaker(config.getInt(SinkConfig.MAX_REFUSALS), config.patience(), writer);
    metrics.add(
        "records-held",
        "Records that wait because ServiceNow, or a gateway, refuses every write",
        Map.of(),
        breaker::held);
    return breaker;
  }

  private Writer writer(SinkConfig config, ConflictPolicy policy, ColumnCatalog catalog) {
    return switch (WriteApi.of(config)) {
      case TABLE, BATCH -> rowWriter(config, policy, catalog);
      case IMPORT_SET ->
          ColumnKeys.guarded(
              config,
              ImportSetKeys.writer(
                  config,
                  WriteApi.sender(config, client),
                  client,
                  apart(config),
                  config.patience()),
              catalog,
              metrics);
      case IDENTIFY_RECONCILE ->
          ColumnKeys.guarded(
              config,
              IreKeys.writer(config, WriteApi.sender(config, client), config.patience()),
              catalog,
              metrics);
    };
  }

  /** A quarter of the requests, so that most are left for what is answered. */
  private static FewAtATime apart(SinkConfig config) {
    return new FewAtATime(Math.max(1, ConnectionConfig.maxConcurrentRequests(config) / 4));
  }

  private Writer rowWriter(SinkConfig config, ConflictPolicy policy, ColumnCatalog catalog) {
    TableApi reading = new TableApi(client);
    Rows rows = Rows.of(WriteApi.open(config, client), reading, WriteApi.concurrentReads(config));
    UnrepeatedPages pages = new UnrepeatedPages(reading);
    FewAtATime apart = apart(config);
    CurrentRows current = new CurrentRows(pages, pages::count, rows, apart);
    Journal journal = ColumnKeys.journal(config, client, catalog, redeliveries, metrics);
    Writer writer =
        ColumnKeys.guarded(
            config,
            new RowWriter(
                rows,
                current,
                config.patience(),
                journal,
                ColumnKeys.verification(config, catalog, metrics)),
            catalog,
            metrics);
    Writer guarded = ConflictKeys.guarded(config, policy, current, writer, metrics);
    return LookupKeys.before(config, reading, current, catalog, apart, guarded);
  }

  /** To be told of partitions that this task gets. */
  void assigned(Collection<TopicPartition> partitions) {
    redeliveries.assigned(partitions);
    backPressure.adjust(deliveries.pending());
  }

  /**
   * Takes records over, and sees to what has ended. Connect calls it all the time, with nothing,
   * too. Does not wait.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException as {@link Deliveries#deliver}
   */
  void put(Collection<SinkRecord> records) {
    client.polled();
    deliveries.deliver(records);
    Map<String, Pending> now = deliveries.pending();
    pending = now.values().stream().reduce(Pending.NONE, Pending::plus);
    backPressure.adjust(now);
  }

  /** What may be committed, of what Connect has read. */
  Map<TopicPartition, OffsetAndMetadata> committable(Map<TopicPartition, OffsetAndMetadata> read) {
    return deliveries.committable(read);
  }

  /**
   * Lets go of partitions; see {@link Deliveries#revoke}.
   *
   * @param patience how long to wait for writes under way. What is held back cannot end, and must
   *     not leave while it is waited for: then there is no wait.
   */
  void revoke(Collection<TopicPartition> partitions, Duration patience) {
    deliveries.revoke(partitions, client.isHeldBack() ? Duration.ZERO : patience);
  }

  /** May be called more than once. */
  @Override
  public void close() {
    opened.close();
  }
}
