/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Something that writes to Kafka and knows nothing of ServiceNow: it asks for help now and then.
 */
final class WebShop implements AutoCloseable {

  static final String TOPIC = "help-requests";

  private final KafkaProducer<String, String> producer;

  WebShop(String bootstrapServers) {
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.LINGER_MS_CONFIG,
            0));
    producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
  }

  /**
   * Asks for help.
   *
   * @return done when Kafka has the record
   */
  Future<RecordMetadata> ask(String key, String description, int urgency) {
    return send(
        key,
        "{\"short_description\": \"%s\", \"urgency\": \"%d\", \"category\": \"inquiry\"}"
            .formatted(description, urgency));
  }

  /** Takes the request back: a tombstone. */
  Future<RecordMetadata> withdraw(String key) {
    return send(key, null);
  }

  private Future<RecordMetadata> send(String key, String value) {
    return producer.send(new ProducerRecord<>(TOPIC, key, value));
  }

  @Override
  public void close() {
    producer.close();
  }
}
