/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes text records to a topic. */
final class TopicWriter {

  private final KafkaProducer<String, String> producer;
  private final String topic;
  private final List<Future<?>> sent = new ArrayList<>();

  TopicWriter(String bootstrapServers, String topic) {
    this.topic = topic;
    producer =
        new KafkaProducer<>(
            // Idempotence of an older client against a newer broker that is slow to answer was seen
            // to end
            // in OutOfOrderSequenceException; one request at a time keeps the order without it.
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

  /** Sends a record; {@code null} is a tombstone. */
  void send(String key, String value) {
    send(key, value, Map.of());
  }

  /** Sends a record with headers. */
  void send(String key, String value, Map<String, String> headers) {
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, key, value);
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    sent.add(producer.send(record));
  }

  /** Waits until Kafka has every record. */
  void finish() throws ExecutionException, InterruptedException {
    for (Future<?> record : sent) {
      record.get();
    }
    producer.close();
  }
}
