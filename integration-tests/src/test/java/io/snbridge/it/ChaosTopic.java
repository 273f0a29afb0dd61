/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.emulator.chaos.Chaos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A topic that a source wrote in several lives: the last states in it, and their order. */
final class ChaosTopic implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TopicReader reader;

  /**
   * From when a worker was killed until it was dead.
   *
   * @param begin before the signal
   * @param end after the process was gone
   */
  record Kill(Instant begin, Instant end) {
    boolean isBetween(Instant earlier, Instant later) {
      return !earlier.isAfter(end) && !later.isBefore(begin);
    }
  }

  ChaosTopic(String bootstrapServers, String name) {
    reader = new TopicReader(bootstrapServers, name);
  }

  /** How many records there are now. */
  int records() {
    return reader.read().records().size();
  }

  /** The sequence of each row by its last record; rows whose last record is a delete are absent. */
  Map<String, String> lastStates() {
    Map<String, String> states = new HashMap<>();
    reader.read().lastStates().forEach((id, row) -> states.put(id, row.get(Chaos.SEQUENCE)));
    return states;
  }

  /**
   * Records that come after a newer state of their row, or after its delete, though the worker was
   * not killed between the two.
   *
   * @param putBack rows that may come after their delete
   */
  List<String> disorder(List<Kill> kills, Set<String> putBack) throws JsonProcessingException {
    List<String> disorder = new ArrayList<>();
    Map<String, Long> newest = new HashMap<>();
    Map<String, Instant> when = new HashMap<>();
    for (ConsumerRecord<String, String> record : reader.records()) {
      String id = record.key();
      Instant time = Instant.ofEpochMilli(record.timestamp());
      Instant before = when.put(id, time);
      if (before != null && kills.stream().anyMatch(kill -> kill.isBetween(before, time))) {
        newest.remove(id);
      }
      boolean delete = record.value() == null;
      long sequence =
          delete
              ? Long.MAX_VALUE
              : JSON.readTree(record.value()).path(Chaos.SEQUENCE).asLong(Long.MIN_VALUE);
      boolean mayFollow =
          putBack.contains(id) && newest.getOrDefault(id, 0L).equals(Long.MAX_VALUE);
      if (!mayFollow && sequence < newest.getOrDefault(id, Long.MIN_VALUE)) {
        disorder.add(
            "%s: %d after %d, offset %d".formatted(id, sequence, newest.get(id), record.offset()));
      }
      newest.put(id, sequence);
    }
    return disorder;
  }

  @Override
  public void close() {
    reader.close();
  }
}
