/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.emulator.chaos.Chaos;
import io.snbridge.source.position.StoredOffset;
import io.snbridge.source.position.TablePartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * A worker and Kafka around tasks that are killed. Records reach a topic in the order in which they
 * were given, partition by partition; their offsets are stored some time later, up to the first
 * record that Kafka does not have. What was under way when a task is killed is in Kafka in part.
 */
final class ChaosKafka {

  private static final int PARTITIONS = 3;
  private static final int ALL = (1 << PARTITIONS) - 1;
  private static final int LONGEST_SILENCE_MS = 2_000;

  private final Map<String, String> config;
  private final Random random;
  private final Map<String, Map<String, Object>> offsets = new HashMap<>();
  private final List<SourceRecord> underWay = new ArrayList<>();
  private final Set<SourceRecord> done = new HashSet<>();

  /** By source partition, those whose offset is not stored. */
  private final Map<String, List<SourceRecord>> submitted = new LinkedHashMap<>();

  private final Map<String, Map<String, String>> lastStates = new HashMap<>();
  private final Map<String, Set<String>> deletedInThisLife = new HashMap<>();
  private final Map<String, Integer> newestInThisLife = new HashMap<>();
  private final List<String> disorder = new ArrayList<>();
  private boolean changes;

  /** Until then one partition has no answer: whoever does not wait goes on to the changes. */
  private boolean snapshotIsWaitedFor;

  private int pollsInVain;
  private int answering;
  private long answeringUntil = System.nanoTime();

  ChaosKafka(Map<String, String> config, long seed) {
    this.config = config;
    this.random = new Random(seed);
    this.answering = ALL - (1 << random.nextInt(PARTITIONS));
  }

  ServiceNowSourceTask start() {
    newestInThisLife.clear();
    deletedInThisLife.clear();
    ServiceNowSourceTask task = new ServiceNowSourceTask();
    task.initialize(new TaskContext(config, offsets));
    task.start(config);
    return task;
  }

  /** Takes what a poll gave, which may be null; some of what is under way arrives. */
  void take(ServiceNowSourceTask task, List<SourceRecord> page) {
    pollsInVain = page == null ? pollsInVain + 1 : 0;
    snapshotIsWaitedFor |= pollsInVain == 2 && !underWay.isEmpty();
    for (SourceRecord record : page == null ? List.<SourceRecord>of() : page) {
      underWay.add(record);
      submitted.computeIfAbsent(partition(record), unused -> new ArrayList<>()).add(record);
    }
    for (SourceRecord record : arrived(answering())) {
      task.commitRecord(record, null);
    }
    if (random.nextInt(4) == 0) {
      storeOffsets();
    }
  }

  /** Now and then brokers do not answer for a while. */
  private int answering() {
    if (snapshotIsWaitedFor && System.nanoTime() - answeringUntil > 0) {
      answering = random.nextInt(2) == 0 ? ALL : random.nextInt(ALL);
      answeringUntil =
          System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_SILENCE_MS));
    }
    return answering;
  }

  /** What of the records under way had left before, and nothing of their offsets. */
  void killed() {
    arrived(random.nextInt(ALL + 1));
    underWay.clear();
    submitted.clear();
    done.clear();
  }

  /**
   * @param partitions a bit for each partition of the topics whose broker answers
   */
  private List<SourceRecord> arrived(int partitions) {
    List<SourceRecord> arrived = new ArrayList<>();
    for (Iterator<SourceRecord> all = underWay.iterator(); all.hasNext(); ) {
      SourceRecord record = all.next();
      if ((partitions & 1 << Math.floorMod(record.key().hashCode(), PARTITIONS)) != 0) {
        all.remove();
        append(record);
        done.add(record);
        arrived.add(record);
      }
    }
    return arrived;
  }

  private void append(SourceRecord record) {
    changes |= !TablePartition.isRange(record.sourcePartition());
    String id = (String) record.key();
    Map<String, String> states = lastStates.computeIfAbsent(record.topic(), t -> new HashMap<>());
    Set<String> deleted =
        deletedInThisLife.computeIfAbsent(record.topic(), t -> new LinkedHashSet<>());
    if (record.value() == null) {
      states.remove(id);
      deleted.add(id);
      return;
    }
    String sequence = sequence(record.value());
    states.put(id, sequence);
    int newest = newestInThisLife.getOrDefault(id, 0);
    if (Integer.parseInt(sequence) < newest) {
      disorder.add("%s: %s after %d".formatted(id, sequence, newest));
    }
    if (deleted.contains(id)) {
      disorder.add(id);
    }
    newestInThisLife.put(id, Math.max(newest, Integer.parseInt(sequence)));
  }

  private static String sequence(Object value) {
    Object found =
        value instanceof Struct struct
            ? struct.get(Chaos.SEQUENCE)
            : ((Map<?, ?>) value).get(Chaos.SEQUENCE);
    return String.valueOf(found);
  }

  private void storeOffsets() {
    submitted.forEach(
        (partition, waiting) -> {
          SourceRecord last = null;
          while (!waiting.isEmpty() && done.remove(waiting.get(0))) {
            last = waiting.remove(0);
          }
          if (last != null) {
            @SuppressWarnings("unchecked")
            Map<String, Object> offset = (Map<String, Object>) last.sourceOffset();
            offsets.put(partition, StoredOffset.of(offset));
          }
        });
  }

  private static String partition(SourceRecord record) {
    return StoredOffset.json(record.sourcePartition());
  }

  /** Whether a record has arrived that is not the snapshot's. */
  boolean hasChanges() {
    return changes;
  }

  /** The sequence of each row of a topic. */
  Map<String, String> lastStates(String topic) {
    return lastStates.getOrDefault(topic, Map.of());
  }

  /**
   * Rows of which a task gave an older state after a newer one, or a state after their delete.
   *
   * @param putBack rows that may come after their delete
   */
  List<String> disorder(Set<String> putBack) {
    return disorder.stream().filter(seen -> !putBack.contains(seen)).toList();
  }
}
