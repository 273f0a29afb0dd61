/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/**
 * A topic from its beginning: all records so far, and the last state of each key. Owned by the
 * thread that made it.
 */
final class TopicReader implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final KafkaConsumer<String, String> consumer;
  private final List<ConsumerRecord<String, String>> records = new ArrayList<>();
  private final Map<String, String> lastValues = new HashMap<>();

  TopicReader(String bootstrapServers, String topic) {
    this(bootstrapServers, topic, IsolationLevel.READ_UNCOMMITTED);
  }

  /**
   * @param isolation {@code READ_COMMITTED}: what an aborted transaction wrote is not seen
   */
  TopicReader(String bootstrapServers, String topic, IsolationLevel isolation) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                10_000,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation.toString(),
                // Or the topic would have the broker's settings in place of the connector's.
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false),
            new StringDeserializer(),
            new StringDeserializer());
    // The topic may be created by the first record that the connector sends.
    List<TopicPartition> partitions =
        Awaitility.await("topic " + topic)
            .pollInSameThread()
            .atMost(ConnectIT.PATIENCE)
            .until(() -> partitionsOf(topic), found -> !found.isEmpty());
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  private List<TopicPartition> partitionsOf(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(p -> new TopicPartition(topic, p.partition()))
        .toList();
  }

  /** Reads what has come since, for 200 ms at most. */
  TopicReader read() {
    for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
      records.add(record);
      if (record.value() == null) {
        lastValues.remove(record.key());
      } else {
        lastValues.put(record.key(), record.value());
      }
    }
    return this;
  }

  /** Every record read so far, in order. */
  List<ConsumerRecord<String, String>> records() {
    return records;
  }

  /** How many keys have a last value that is not null. */
  int keys() {
    return lastValues.size();
  }

  /** The last value of each key, a JSON object; keys whose last value is null are absent. */
  Map<String, Map<String, String>> lastStates() {
    Map<String, Map<String, String>> states = new HashMap<>();
    lastValues.forEach((key, value) -> states.put(key, parse(value)));
    return states;
  }

  private static Map<String, String> parse(String value) {
    try {
      return JSON.readValue(value, new TypeReference<Map<String, String>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(value, e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
