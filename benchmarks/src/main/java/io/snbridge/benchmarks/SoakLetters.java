/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The dead letters of a soak.
 *
 * @param unknown by the record's place, whether it may have been written all the same
 */
record SoakLetters(Map<String, Boolean> unknown) {

  private static final String HEADER = "__connect.errors.";
  private static final Duration POLL = Duration.ofSeconds(5);

  /** Reads a topic to its end; one that is not there has none. */
  static SoakLetters read(String bootstrapServers, String topic) {
    Map<String, Boolean> unknown = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<PartitionInfo> partitions = consumer.listTopics().getOrDefault(topic, List.of());
      List<TopicPartition> all =
          partitions.stream().map(one -> new TopicPartition(topic, one.partition())).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (all.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        consumer.poll(POLL).forEach(letter -> add(unknown, letter));
      }
    }
    return new SoakLetters(unknown);
  }

  private static void add(Map<String, Boolean> unknown, ConsumerRecord<byte[], byte[]> letter) {
    String place =
        SoakTopic.place(
            Integer.parseInt(header(letter, "partition")),
            Long.parseLong(header(letter, "offset")));
    boolean maybe = header(letter, "exception.class.name").endsWith("OutcomeUnknownException");
    unknown.merge(place, maybe, Boolean::logicalOr);
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(HEADER + name).value(), StandardCharsets.UTF_8);
  }

  Set<String> places() {
    return unknown.keySet();
  }

  /** How many may have been written. */
  long unknowns() {
    return unknown.values().stream().filter(maybe -> maybe).count();
  }
}
