/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;

/** Does with a task what Connect's WorkerSinkTask does. */
final class TaskDriver implements AutoCloseable {

  static {
    // What tests wait for takes milliseconds, not tenths of a second.
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
  }

  final ServiceNowSinkTask task;
  final FakeContext context;
  private final Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  TaskDriver(ServiceNowEmulator emulator, boolean reporter, Map<String, String> settings) {
    this(emulator, reporter, settings, Connections.CONFIGURED.producers());
  }

  TaskDriver(
      ServiceNowEmulator emulator,
      boolean reporter,
      Map<String, String> settings,
      Function<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    this(
        new ServiceNowSinkTask(
            new Connections(Connections.CONFIGURED.clients(), producers),
            ServiceNowSinkTask.LONGEST_REVOCATION),
        emulator,
        reporter,
        settings);
  }

  TaskDriver(
      ServiceNowSinkTask task,
      ServiceNowEmulator emulator,
      boolean reporter,
      Map<String, String> settings) {
    this.task = task;
    context = new FakeContext(reporter);
    task.initialize(context);
    Map<String, String> all = new HashMap<>(settings(emulator));
    if (reporter) {
      all.put("errors.deadletterqueue.topic.name", "dead");
    }
    all.putAll(settings);
    task.start(all);
  }

  static Map<String, String> settings(ServiceNowEmulator emulator) {
    return Map.of(
        "servicenow.url", emulator.url().toString(),
        "servicenow.username", "u",
        "servicenow.password", "p",
        "servicenow.max.concurrent.requests", "8",
        "servicenow.retry.initial.backoff.ms", "5",
        "servicenow.retry.max.backoff.ms", "50",
        "topic.table.map", "orders:u_order",
        "behavior.on.null.values", "delete");
  }

  TaskDriver assign(TopicPartition... partitions) {
    context.assign(List.of(partitions));
    for (TopicPartition partition : partitions) {
      read.put(partition, new OffsetAndMetadata(committed.getOrDefault(partition, 0L)));
    }
    task.open(List.of(partitions));
    return this;
  }

  void revoke(TopicPartition... partitions) {
    commit();
    lose(partitions);
  }

  /** Partitions that are another task's already: there is no commit any more. */
  void lose(TopicPartition... partitions) {
    task.close(List.of(partitions));
    context.revoke(List.of(partitions));
    read.keySet().removeAll(List.of(partitions));
  }

  void put(Collection<SinkRecord> records) {
    for (SinkRecord record : records) {
      assertThat(context.paused)
          .doesNotContain(new TopicPartition(record.topic(), record.kafkaPartition()));
    }
    context.timeoutMs = -1;
    task.put(records);
    for (SinkRecord record : records) {
      read.put(
          new TopicPartition(record.originalTopic(), record.originalKafkaPartition()),
          new OffsetAndMetadata(record.originalKafkaOffset() + 1));
    }
  }

  void put(SinkRecord... records) {
    put(List.of(records));
  }

  /** Delivers so many at a time, as soon as the task has room, until all is committed. */
  void putAll(List<SinkRecord> records, int atATime) {
    for (int from = 0; from < records.size(); from += atATime) {
      awaitRoom();
      put(records.subList(from, Math.min(from + atATime, records.size())));
    }
    drain();
  }

  /** Polls without records until no partition is paused. */
  void awaitRoom() {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              put();
              return context.paused.isEmpty();
            });
  }

  /** Records that a transform filtered out: read, and never delivered. */
  void filtered(TopicPartition partition, long next) {
    read.put(partition, new OffsetAndMetadata(next));
  }

  /** What is committed now, by partition. */
  Map<TopicPartition, Long> commit() {
    task.preCommit(new HashMap<>(read))
        .forEach(
            (partition, offset) -> {
              assertThat(offset.offset()).isLessThanOrEqualTo(read.get(partition).offset());
              committed.put(partition, offset.offset());
            });
    return Map.copyOf(committed);
  }

  long lag() {
    return lag(read.keySet());
  }

  private long lag(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> now = commit();
    return read.entrySet().stream()
        .filter(entry -> partitions.contains(entry.getKey()))
        .mapToLong(entry -> entry.getValue().offset() - now.getOrDefault(entry.getKey(), 0L))
        .sum();
  }

  /** Polls without records until all is committed. */
  void drain() {
    drain(read.keySet());
  }

  /** Polls without records until all of a partition is committed. */
  void drain(TopicPartition partition) {
    drain(List.of(partition));
  }

  private void drain(Collection<TopicPartition> partitions) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () -> {
              put();
              assertThat(lag(partitions)).isZero();
            });
  }

  @Override
  public void close() {
    task.close(List.copyOf(context.assigned));
    task.stop();
  }
}
