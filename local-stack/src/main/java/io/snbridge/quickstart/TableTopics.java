/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The last version of each row in the source's topics, and what the others were: a table as its
 * topic has it. Thread-safe.
 */
final class TableTopics {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Map<String, JsonNode>> rows = new HashMap<>();
  private final Map<String, JsonNode> deleted = new HashMap<>();
  private long records;

  /**
   * Takes a record of one of the topics.
   *
   * @throws IllegalArgumentException when its value is no JSON
   */
  synchronized void accept(ConsumerRecord<String, String> record) {
    records++;
    Map<String, JsonNode> table = rows.computeIfAbsent(record.topic(), t -> new HashMap<>());
    if (record.value() != null) {
      table.put(record.key(), parse(record));
    } else if (table.containsKey(record.key())) {
      deleted.put(record.key(), table.remove(record.key()));
    }
  }

  static JsonNode parse(ConsumerRecord<String, String> record) {
    try {
      return JSON.readTree(record.value());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "Topic '%s', offset %d: not JSON: %s"
              .formatted(record.topic(), record.offset(), record.value()),
          e);
    }
  }

  /** All records so far, each version and each delete. */
  synchronized long records() {
    return records;
  }

  /** The sys_ids of the rows that the topic has and has not deleted. */
  synchronized Set<String> ids(String topic) {
    return new HashSet<>(rows.getOrDefault(topic, Map.of()).keySet());
  }

  /** The last version of a row, of one that was deleted since, too. */
  synchronized Optional<JsonNode> row(String topic, String sysId) {
    JsonNode row = rows.getOrDefault(topic, Map.of()).get(sysId);
    return Optional.ofNullable(row == null ? deleted.get(sysId) : row);
  }
}
