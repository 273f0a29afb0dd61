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
import io.snbridge.common.connect.Version;
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
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * A shell: what Connect calls is passed on to {@link Deliveries}. Nothing here does I/O, and only
 * {@link #close(Collection)} waits, for a bounded time. All is called on the task's one thread.
 */
public final class ServiceNowSinkTask extends SinkTask {

  /** With the client's second to close it stays below task.shutdown.graceful.timeout.ms, 5 s. */
  static final Duration PATIENCE_WHEN_REVOKED = Duration.ofMillis(2500);

  private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
  private final BiFunction<SinkConfig, LogContext, ServiceNowClient> clients;
  private final Duration patienceWhenRevoked;
  private final Redeliveries redeliveries = new Redeliveries(Clock.systemUTC());
  private Optional<ServiceNowClient> client = Optional.empty();

  /** For who watches; Connect calls {@link #put} all the time, with nothing, too. */
  private volatile Pending pending = Pending.NONE;

  private ConnectorMetrics metrics = ConnectorMetrics.none();
  private Optional<TaskLog> log = Optional.empty();
  private Optional<ConflictPolicy> policy = Optional.empty();
  private Optional<Conclusions> conclusions = Optional.empty();
  private Optional<ColumnCatalog> columns = Optional.empty();
  private Optional<Deliveries> deliveries = Optional.empty();
  private Optional<BackPressure> backPressure = Optional.empty();
  private boolean stopped;

  public ServiceNowSinkTask() {
    this(ReportKeys::producer, ConnectionConfig::open, PATIENCE_WHEN_REVOKED);
  }

  /**
   * @param producers makes the report topic's producer of its settings
   * @param clients opens the client
   * @param patienceWhenRevoked how long {@link #close(Collection)} waits for writes under way
   */
  ServiceNowSinkTask(
      Function<Map<String, Object>, Producer<byte[], byte[]>> producers,
      BiFunction<SinkConfig, LogContext, ServiceNowClient> clients,
      Duration patienceWhenRevoked) {
    this.producers = producers;
    this.clients = clients;
    this.patienceWhenRevoked = patienceWhenRevoked;
  }

  @Override
  public String version() {
    return Version.version();
  }

  @Override
  public void start(Map<String, String> settings) {
    boolean started = false;
    try {
      open(new SinkConfig(settings), settings);
      started = true;
    } finally {
      if (!started) {
        stop();
      }
    }
  }

  private void open(SinkConfig config, Map<String, String> settings) {
    LogContext logs = LogContexts.ofTask("sink", settings);
    int concurrent = WriteApi.concurrentWrites(config);
    ServiceNowClient opened = clients.apply(config, logs);
    client = Optional.of(opened);
    metrics = ConnectorMetrics.of(context, settings);
    ClientMetrics.show(metrics, opened);
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
        new Conclusions(
            DeadLetters.of(Optional.ofNullable(context.errantRecordReporter()), settings),
            ReportKeys.open(config, producers, logs));
    conclusions = Optional.of(told);
    metrics.add(
        "records-written-total", "Records whose row is as they want it", Map.of(), told::written);
    metrics.add(
        "records-refused-total",
        "Records that were refused and went to the dead letter queue",
        Map.of(),
        told::refused);
    log = Optional.of(TaskLog.begins(config, settings, opened, told));
    ColumnCatalog catalog = new ColumnCatalog(new TableApi(opened), logs);
    columns = Optional.of(catalog);
    deliveries =
        Optional.of(
            new Deliveries(
                intake,
                unlessAllIsRefused(
                    config,
                    ColumnKeys.converting(
                        config, writer(config, opened, catalog), catalog, metrics)),
                CollapseKeys.collapse(config, ColumnKeys.journalColumns(config, catalog), metrics),
                new KeyedExecutor<>(concurrent, RowKey::table),
                told));
    backPressure =
        Optional.of(
            new BackPressure(
                context,
                ConnectionConfig.maxConcurrentRequests(config),
                concurrent,
                config.getLong(BackPressure.MAX_BYTES)));
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

  private Writer writer(SinkConfig config, ServiceNowClient opened, ColumnCatalog catalog) {
    return switch (WriteApi.of(config)) {
      case TABLE, BATCH -> rowWriter(config, opened, catalog);
      case IMPORT_SET ->
          ColumnKeys.guarded(
              config,
              ImportSetKeys.writer(
                  config,
                  WriteApi.sender(config, opened),
                  opened,
                  apart(config),
                  config.patience()),
              catalog,
              metrics);
      case IDENTIFY_RECONCILE ->
          ColumnKeys.guarded(
              config,
              IreKeys.writer(config, WriteApi.sender(config, opened), config.patience()),
              catalog,
              metrics);
    };
  }

  /** A quarter of the requests, so that most are left for what is answered. */
  private static FewAtATime apart(SinkConfig config) {
    return new FewAtATime(Math.max(1, ConnectionConfig.maxConcurrentRequests(config) / 4));
  }

  private Writer rowWriter(SinkConfig config, ServiceNowClient opened, ColumnCatalog catalog) {
    TableApi reading = new TableApi(opened);
    Rows rows = Rows.of(WriteApi.open(config, opened), reading, WriteApi.concurrentReads(config));
    UnrepeatedPages pages = new UnrepeatedPages(reading);
    FewAtATime apart = apart(config);
    CurrentRows current = new CurrentRows(pages, pages::count, rows, apart);
    ConflictPolicy asked = ConflictKeys.policy(config);
    policy = Optional.of(asked);
    Journal journal = ColumnKeys.journal(config, opened, catalog, redeliveries, metrics);
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
    Writer guarded = ConflictKeys.guarded(config, asked, current, writer, metrics);
    return LookupKeys.before(config, reading, current, catalog, apart, guarded);
  }

  @Override
  public void open(Collection<TopicPartition> partitions) {
    redeliveries.assigned(partitions);
    backPressure.orElseThrow().adjust(deliveries.orElseThrow().pending());
  }

  @Override
  public void put(Collection<SinkRecord> records) {
    client.orElseThrow().polled();
    deliveries.orElseThrow().deliver(records);
    Map<String, Pending> now = deliveries.orElseThrow().pending();
    pending = now.values().stream().reduce(Pending.NONE, Pending::plus);
    backPressure.orElseThrow().adjust(now);
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> preCommit(
      Map<TopicPartition, OffsetAndMetadata> read) {
    return deliveries.orElseThrow().committable(read);
  }

  @Override
  public void close(Collection<TopicPartition> partitions) {
    // What is held back cannot end, and must not leave while it is waited for.
    Duration patience = client.orElseThrow().isHeldBack() ? Duration.ZERO : patienceWhenRevoked;
    deliveries.orElseThrow().revoke(partitions, patience);
  }

  /**
   * Called after {@link #close(Collection)}, and when {@link #start} failed; then by Connect, too,
   * which is not relied upon.
   */
  @Override
  public void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    Closing.all(
        metrics::close,
        () -> deliveries.ifPresent(Deliveries::close),
        () -> conclusions.ifPresent(Conclusions::close),
        () -> columns.ifPresent(ColumnCatalog::close),
        () -> client.ifPresent(ServiceNowClient::close),
        () -> policy.ifPresent(ConflictPolicy::close),
        () -> log.ifPresent(TaskLog::ends));
  }
}
