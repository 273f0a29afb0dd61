/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.awaitility.Awaitility.await;

import io.snbridge.source.position.StoredOffset;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;

/**
 * A worker around a task: keeps acknowledged offsets, as JSON, over restarts, and what a compacted
 * topic would hold.
 */
final class Connect implements AutoCloseable {

  static {
    // What tests wait for takes milliseconds, not tenths of a second.
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
  }

  /** So that a condition that no record fulfils is seen soon. */
  private static final Duration SHORT_POLL = Duration.ofMillis(20);

  private static final Duration POLL = Duration.ofSeconds(1);

  private final Map<String, String> config;
  private final Map<String, Map<String, Object>> offsets = new HashMap<>();
  private final List<ServiceNowSourceTask> tasks = new ArrayList<>();
  final Map<String, String> stamps = new HashMap<>();
  final List<SourceRecord> deletes = new ArrayList<>();
  int records;

  Connect(Map<String, String> config) {
    this.config = config;
  }

  /** A task that begins where the acknowledged offsets say. */
  ServiceNowSourceTask start() {
    ServiceNowSourceTask task = task();
    task.start(config);
    return task;
  }

  /** A task that was not started. */
  ServiceNowSourceTask task() {
    ServiceNowSourceTask task = new ServiceNowSourceTask(SHORT_POLL);
    tasks.add(task);
    task.initialize(new TaskContext(config, offsets));
    return task;
  }

  /** Stops what a test that failed has left running; a task may be stopped twice. */
  @Override
  public void close() {
    tasks.forEach(ServiceNowSourceTask::stop);
  }

  /** Runs a task until the condition holds for what Kafka has. */
  void runUntil(Predicate<Connect> done) throws InterruptedException {
    ServiceNowSourceTask task = start();
    try {
      pollUntil(task, done);
    } finally {
      task.stop();
    }
  }

  void pollUntil(ServiceNowSourceTask task, Predicate<Connect> done) throws InterruptedException {
    if (done.test(this)) {
      return;
    }
    await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              deliver(task, task.poll());
              return this;
            },
            done);
  }

  /** As a worker has it: what comes within a second, null if nothing does. */
  static List<SourceRecord> poll(ServiceNowSourceTask task) throws InterruptedException {
    long begin = System.nanoTime();
    List<SourceRecord> page = task.poll();
    while (page == null && System.nanoTime() - begin < POLL.toNanos()) {
      page = task.poll();
    }
    return page;
  }

  /**
   * Until a table's changes have been read to their end twice, of which the second time after all
   * that was done before.
   */
  void pollUntilRead(ServiceNowSourceTask task, String table) throws InterruptedException {
    for (int time = 0; time < 2; time++) {
      long begin = System.nanoTime();
      pollUntil(task, kafka -> wasReadSince(begin, table));
    }
  }

  /** Whether a table's changes have been read to their end after a time of the JVM's. */
  boolean wasReadSince(long nanoTime, String table) {
    long age = (Long) metric(table, "last-poll-age-ms");
    return age >= 0 && age < Duration.ofNanos(System.nanoTime() - nanoTime).toMillis();
  }

  /** Of the task that runs. */
  Object metric(String table, String name) {
    String task =
        "kafka.connect:type=plugins,connector=%s,task=0,table=%s"
            .formatted(config.getOrDefault("name", "unnamed"), table);
    try {
      return ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(task), name);
    } catch (JMException noMetric) {
      throw new AssertionError(noMetric);
    }
  }

  /** For failures. */
  @Override
  public String toString() {
    return "Kafka with %d rows, after %d records".formatted(stamps.size(), records);
  }

  /** Kafka has these records of a poll, which may be null. */
  void deliver(ServiceNowSourceTask task, List<SourceRecord> page) {
    for (SourceRecord record : page == null ? List.<SourceRecord>of() : page) {
      records++;
      if (record.sourcePartition().containsKey("deletes")) {
        deletes.add(record);
      }
      if (record.value() == null) {
        stamps.remove((String) record.key());
      } else {
        stamps.put((String) record.key(), stamp(record.value()));
      }
    }
    acknowledge(task, page == null ? List.of() : page);
  }

  /** Kafka has these, whatever is in them. */
  @SuppressWarnings("unchecked")
  void acknowledge(ServiceNowSourceTask task, List<SourceRecord> page) {
    for (SourceRecord record : page) {
      offsets.put(
          StoredOffset.json(record.sourcePartition()),
          StoredOffset.of((Map<String, Object>) record.sourceOffset()));
      task.commitRecord(record, null);
    }
  }

  private static String stamp(Object value) {
    return String.valueOf(
        value instanceof Struct struct
            ? struct.get("sys_updated_on")
            : ((Map<?, ?>) value).get("sys_updated_on"));
  }

  void store(Map<String, String> partition, Map<String, Object> offset) {
    offsets.put(StoredOffset.json(partition), offset);
  }

  /** What is stored for a partition, null if nothing is. */
  Map<String, Object> stored(Map<String, String> partition) {
    return offsets.get(StoredOffset.json(partition));
  }
}
