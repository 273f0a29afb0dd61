/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.connect.ClientMetrics;
import io.snbridge.common.connect.Closing;
import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.connect.LogContexts;
import io.snbridge.common.connect.TaskOrigin;
import io.snbridge.common.connect.Version;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.doorbell.DoorbellTopic;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.read.TableReaders;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import org.jspecify.annotations.Nullable;

/**
 * A shell around {@link TableReaders}: Connect's calls in, records out. Connect calls all methods
 * from the task's thread, but {@link #commitRecord} and {@link #commit} from others, too.
 */
public final class ServiceNowSourceTask extends SourceTask {

  /** {@code stop()} comes from the same thread, so {@code poll()} must not be longer. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(1);

  private final Duration longestPoll;

  private @Nullable ServiceNowClient client;
  private ConnectorMetrics metrics = ConnectorMetrics.none();
  private Optional<TaskLog> log = Optional.empty();
  private Optional<DoorbellTopic> doorbell = Optional.empty();
  private volatile @Nullable TableReaders readers;
  private volatile @Nullable Thread taskThread;

  /** As Connect makes it. */
  public ServiceNowSourceTask() {
    this(LONGEST_POLL);
  }

  ServiceNowSourceTask(Duration longestPoll) {
    this.longestPoll = longestPoll;
  }

  @Override
  public String version() {
    return Version.version();
  }

  /**
   * Begins to read the task's tables where they were left.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException for an offset that cannot be used
   */
  @Override
  public void start(Map<String, String> properties) {
    taskThread = Thread.currentThread();
    boolean started = false;
    try {
      open(properties);
      started = true;
    } finally {
      if (!started) {
        stop();
      }
    }
  }

  private void open(Map<String, String> properties) {
    SourceConfig config = SourceConfig.parse(properties);
    LogContext logs = LogContexts.ofTask("source", properties);
    ServiceNowClient opened = config.connection().open(logs, config.retryBudget().timeout());
    client = opened;
    metrics = ConnectorMetrics.of(context, properties);
    ClientMetrics.show(metrics, opened);
    TableReaders begun =
        new TableReaders(opened, config.retryBudget(), config.limits(), metrics, logs);
    readers = begun;
    // With exactly-once, the first transaction, whose end tells of it, may last a minute.
    String boundary = properties.getOrDefault(TRANSACTION_BOUNDARY_CONFIG, "");
    if (boundary.strip().equalsIgnoreCase("interval")) {
      begun.acknowledgedLate();
    }
    metrics.add(
        "bytes-pending",
        "Bytes of pages that were requested, or read, and that Kafka does not have, uncompressed;"
            + " pages of tables that wait included",
        Map.of(),
        begun::pendingBytes);
    log = Optional.of(TaskLog.begins(config, TaskOrigin.of(properties), opened, begun));
    Map<TableConfig, TablePartition> partitions = new LinkedHashMap<>();
    config
        .tables()
        .forEach(
            table -> partitions.put(table, new TablePartition(config.instance(), table.alias())));
    // At once: each question reads Kafka's topic to its end.
    Map<Map<String, String>, Map<String, Object>> offsets =
        context
            .offsetStorageReader()
            .offsets(
                partitions.values().stream()
                    .flatMap(partition -> TableReaders.partitions(partition).stream())
                    .toList());
    begun.start(partitions, offsets);
    doorbell = DoorbellTopic.begin(config.doorbell(), begun::changed, metrics, logs);
  }

  /**
   * Records that were fetched ahead; null when there are none for a second.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException when reading a table failed for good,
   *     even while others have records
   */
  @Override
  public @Nullable List<SourceRecord> poll() throws InterruptedException {
    List<SourceRecord> records = started().take(longestPoll);
    return records.isEmpty() ? null : records;
  }

  /** Called once for each record, with null metadata when it was filtered or dropped. */
  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    started().acknowledge(record);
  }

  /**
   * With exactly-once, Connect calls this on the task's thread at the end of each transaction, an
   * empty one included; else from a thread of its own (read in {@code ExactlyOnceWorkerSourceTask}
   * and {@code SourceTaskOffsetCommitter} of 3.9.2 and 4.3.1). There is no other sign of
   * transactions: the worker's {@code exactly.once.source.support} is not in a task's settings.
   */
  @Override
  public void commit() {
    if (Thread.currentThread().equals(taskThread)) {
      started().transactions();
    }
  }

  /** Connect takes records, and ends transactions, only of a task that has started. */
  private TableReaders started() {
    return Objects.requireNonNull(readers, "not started");
  }

  /** Ends within a second, whatever is under way; also when {@link #start} failed halfway. */
  @Override
  public void stop() {
    Closing.all(
        metrics::close,
        () -> doorbell.ifPresent(DoorbellTopic::close),
        () -> Optional.ofNullable(readers).ifPresent(TableReaders::close),
        () -> Optional.ofNullable(client).ifPresent(ServiceNowClient::close),
        () -> Optional.ofNullable(readers).ifPresent(TableReaders::awaitEnd),
        () -> doorbell.ifPresent(DoorbellTopic::awaitEnd),
        () -> log.ifPresent(TaskLog::ends));
  }
}
