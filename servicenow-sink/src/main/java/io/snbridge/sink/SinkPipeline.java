/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.config.RetrySettings;
import io.snbridge.common.connect.Closing;
import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.connect.LogContexts;
import io.snbridge.common.connect.TaskOrigin;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Backoff;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.sink.column.ColumnCatalog;
import io.snbridge.sink.column.JournalColumns;
import io.snbridge.sink.config.Concurrency;
import io.snbridge.sink.config.EventKeys;
import io.snbridge.sink.config.SinkConfig;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.delivery.BackPressure;
import io.snbridge.sink.delivery.Deliveries;
import io.snbridge.sink.delivery.IdempotencyWindow;
import io.snbridge.sink.delivery.Intake;
import io.snbridge.sink.delivery.UpdateCoalescer;
import io.snbridge.sink.offset.Pending;
import io.snbridge.sink.record.IdempotencyKey;
import io.snbridge.sink.report.DeadLetters;
import io.snbridge.sink.report.OutcomeReporter;
import io.snbridge.sink.table.RedeliveryDetector;
import io.snbridge.sink.write.KeyedExecutor;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.RowKey;
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
  private final RedeliveryDetector redeliveries = new RedeliveryDetector(Clock.systemUTC());
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
    Map<String, String> settings = config.properties();
    LogContext logs = LogContexts.ofTask("sink", settings);
    client =
        opened.add(Part.CLIENT, connections.clients().apply(config, logs), ServiceNowClient::close);
    SinkMetrics metrics =
        opened.add(
            Part.METRICS,
            new SinkMetrics(ConnectorMetrics.of(context, settings)),
            SinkMetrics::close);
    metrics.show(client);
    metrics.showPending(() -> pending);
    Intake intake = new Intake(MappingFactory.of(config), repeats(config.events()));
    metrics.show(intake);
    OutcomeReporter outcomes =
        opened.add(
            Part.REPORTS,
            new OutcomeReporter(
                DeadLetters.of(Optional.ofNullable(context.errantRecordReporter()), settings),
                connections.topics(config, logs),
                Clock.systemUTC()),
            OutcomeReporter::close);
    metrics.show(outcomes);
    opened.add(
        Part.LOG,
        TaskLog.begins(config.describe(), TaskOrigin.of(settings), client, outcomes),
        TaskLog::ends);
    ColumnAccess columns =
        ColumnAccess.of(
            config.columns(),
            opened.add(
                Part.COLUMNS, new ColumnCatalog(new TableApi(client), logs), ColumnCatalog::close));
    ConflictPolicy policy =
        opened.add(Part.POLICY, ConflictPolicies.of(config), ConflictPolicy::close);
    Writer writer =
        new WriterChain(config, client, columns, retryPolicy(config, logs), metrics)
            .assemble(policy, redeliveries);
    Optional<UpdateCoalescer> coalescer = coalescer(config, columns.journals());
    metrics.showCollapsed(() -> coalescer.map(UpdateCoalescer::saved).orElse(0L));
    Concurrency concurrency = config.concurrency();
    deliveries =
        opened.add(
            Part.DELIVERIES,
            new Deliveries(
                intake,
                writer,
                coalescer,
                new KeyedExecutor<>(concurrency.writes(), RowKey::table),
                outcomes),
            Deliveries::close);
    backPressure =
        new BackPressure(
            context, concurrency.requests(), concurrency.writes(), config.maxPendingBytes());
  }

  private static IdempotencyWindow repeats(EventKeys events) {
    return new IdempotencyWindow(
        events.idempotencyKey().map(IdempotencyKey::new),
        events.idempotencyWindow(),
        events.idempotencyWindowSize(),
        System::nanoTime);
  }

  /** Empty when each record has a write of its own. */
  private static Optional<UpdateCoalescer> coalescer(SinkConfig config, JournalColumns journals) {
    return config.collapsesUpdates()
        ? Optional.of(
            new UpdateCoalescer(write -> journals.areNone(write.values().keySet(), write.table())))
        : Optional.empty();
  }

  private static RetryPolicy retryPolicy(SinkConfig config, LogContext logs) {
    RetrySettings retries = config.retries();
    return RetryPolicy.of(
        new Backoff(retries.initialBackoff(), retries.maxBackoff()),
        retries.timeout(),
        retries.requestTimeout(),
        config.errors().maxServerErrors(),
        logs);
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
   * @param atMost how long to wait for writes under way. What is held back cannot end, and must not
   *     leave while it is waited for: then there is no wait.
   */
  void revoke(Collection<TopicPartition> partitions, Duration atMost) {
    deliveries.revoke(partitions, client.isHeldBack() ? Duration.ZERO : atMost);
  }

  /** May be called more than once. */
  @Override
  public void close() {
    opened.close();
  }
}
