/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
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

  /** Asks for help, and waits until Kafka has the record. */
  void ask(String key, String description, int urgency)
      throws ExecutionException, InterruptedException {
    send(
        key,
        "{\"short_description\": \"%s\", \"urgency\": \"%d\", \"category\": \"inquiry\"}"
            .formatted(description, urgency));
  }

  /** Takes the request back: a tombstone. */
  void withdraw(String key) throws ExecutionException, InterruptedException {
    send(key, null);
  }

  private void send(String key, String value) throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(TOPIC, key, value)).get();
  }

  @Override
  public void close() {
    producer.close();
  }
}
