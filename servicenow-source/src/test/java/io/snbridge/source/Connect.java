/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.source.position.StoredOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A worker around a task: keeps acknowledged offsets, as JSON, over restarts, and what a compacted
 * topic would hold.
 */
final class Connect {

  private final Map<String, String> config;
  private final Map<String, Map<String, Object>> offsets = new HashMap<>();
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
    ServiceNowSourceTask task = new ServiceNowSourceTask();
    task.initialize(new TaskContext(config, offsets));
    return task;
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
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!done.test(this)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("After 30 s Kafka has " + stamps.size() + " rows");
      }
      deliver(task, task.poll());
    }
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
