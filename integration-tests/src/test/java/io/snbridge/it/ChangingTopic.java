/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.utils.Utils;

/**
 * A topic whose rows are created, changed a few times soon after, and left: what overtakes a row's
 * last record stays to be seen. Knows what ServiceNow has of it when all is written. Thread-safe.
 */
final class ChangingTopic {

  static final int PARTITIONS = 6;

  /** What its records do. */
  enum Records {
    CREATE,
    CREATE_AND_CHANGE,
    CREATE_CHANGE_AND_DELETE
  }

  /** Rows that are changed and deleted are among so many that were created last. */
  private static final int YOUNG = 30;

  private final String name;
  private final Records records;
  private final TopicWriter writer;
  private final Random random;
  private final Deque<String> young = new ArrayDeque<>();
  private final Map<String, String> rows = new HashMap<>();
  private int sequence;

  ChangingTopic(String bootstrapServers, String name, Records records) {
    this.name = name;
    this.records = records;
    this.writer = new TopicWriter(bootstrapServers, name);
    this.random = new Random(name.hashCode());
  }

  String name() {
    return name;
  }

  synchronized void send(int count) {
    for (int i = 0; i < count; i++) {
      send();
    }
  }

  private void send() {
    if (records == Records.CREATE || young.size() < YOUNG || random.nextInt(3) == 0) {
      young.addLast("k" + sequence);
      write(young.getLast());
      if (young.size() > YOUNG) {
        young.removeFirst();
      }
      return;
    }
    String key = List.copyOf(young).get(random.nextInt(young.size()));
    if (records == Records.CREATE_CHANGE_AND_DELETE && random.nextInt(6) == 0) {
      sequence++;
      rows.remove(key);
      writer.send(key, null);
    } else {
      write(key);
    }
  }

  private void write(String key) {
    String number = Integer.toString(sequence++);
    rows.put(key, number);
    writer.send(key, "{\"u_key\": \"%s\", \"u_seq\": %s}".formatted(key, number));
  }

  /** A new row through each partition. */
  synchronized void sendThroughEachPartition() {
    List<Integer> missing = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      missing.add(partition);
    }
    for (int i = 0; !missing.isEmpty(); i++) {
      String key = "last" + i;
      if (missing.remove((Integer) partition(key))) {
        write(key);
      }
    }
  }

  /** Kafka's own choice. */
  private static int partition(String key) {
    return Utils.toPositive(Utils.murmur2(Utils.utf8(key))) % PARTITIONS;
  }

  /** Waits until Kafka has every record; then there are no more. */
  synchronized void finish() throws ExecutionException, InterruptedException {
    writer.finish();
  }

  /** By key: the number that its row ends up with. */
  synchronized Map<String, String> rows() {
    return Map.copyOf(rows);
  }
}
