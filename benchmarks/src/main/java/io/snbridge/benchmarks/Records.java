/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Fills topics. */
final class Records {

  private Records() {}

  /** Creates a topic. */
  static void create(String bootstrapServers, String topic, int partitions)
      throws InterruptedException, ExecutionException {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }
  }

  /** Creates a topic and spreads records over its partitions, one after the other. */
  static void write(
      String bootstrapServers,
      String topic,
      int partitions,
      int count,
      IntFunction<String> keys,
      IntFunction<String> values)
      throws InterruptedException, ExecutionException {
    create(bootstrapServers, topic, partitions);
    send(bootstrapServers, topic, partitions, count, keys, values);
  }

  /** Spreads records over the partitions of a topic, one after the other. */
  static void send(
      String bootstrapServers,
      String topic,
      int partitions,
      int count,
      IntFunction<String> keys,
      IntFunction<String> values)
      throws InterruptedException, ExecutionException {
    List<Future<?>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer = producer(bootstrapServers)) {
      for (int i = 0; i < count; i++) {
        sent.add(
            producer.send(
                new ProducerRecord<>(topic, i % partitions, keys.apply(i), values.apply(i))));
      }
    }
    for (Future<?> record : sent) {
      record.get();
    }
  }

  /**
   * One request at a time keeps the order. Idempotence was seen to end in
   * OutOfOrderSequenceException on a topic that has just been created.
   */
  static KafkaProducer<String, String> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            false,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1),
        new StringSerializer(),
        new StringSerializer());
  }
}
