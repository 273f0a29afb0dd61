/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.log.LogContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The keys of the report topic, and of the producer that writes to it and to the review topic. */
final class ReportKeys {

  static final String TOPIC = "report.topic";
  static final String PRODUCER_PREFIX = "report.producer.";
  static final String BOOTSTRAP_SERVERS = PRODUCER_PREFIX + ProducerConfig.BOOTSTRAP_SERVERS_CONFIG;

  private ReportKeys() {}

  static void define(ConfigDef keys) {
    KeyGroup group = new KeyGroup(keys, "Reports");
    group.add(
        TOPIC,
        ConfigDef.Type.STRING,
        null,
        new NonEmptyString(),
        MEDIUM,
        "Report topic",
        "Topic that gets one JSON object for each write, done or refused. A record that is"
            + " refused before it is written gets one, too. The object has outcome, operation,"
            + " table, sys_id, topic, partition, offset, correlation ID, and the error. A"
            + " record's offset is not committed until Kafka has its report. The topic must"
            + " exist, unless the brokers create topics.");
    group
        .when(KeyCondition.isSet(TOPIC).or(KeyCondition.isSet(ReviewKeys.TOPIC)))
        .add(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            null,
            new NonEmptyString(),
            MEDIUM,
            "Report brokers",
            "Brokers of report.topic and conflict.review.topic. The connector needs a producer"
                + " of its own for them, because Connect does not share the worker's with sinks."
                + " Any producer setting can be given with the prefix report.producer."
                + " (security.protocol, sasl.*, ssl.*), and a config provider can take them from"
                + " the worker's own file:"
                + " ${file:/etc/kafka-connect/worker.properties:bootstrap.servers}.");
  }

  /**
   * The report topic and the review topic, if there are any.
   *
   * @param logs whose the producer and its threads are
   * @throws ConfigException when their producer's settings are wrong
   */
  static ToldTopics open(
      AbstractConfig config,
      Function<Map<String, Object>, Producer<byte[], byte[]>> producers,
      LogContext logs) {
    Optional<String> reports = Optional.ofNullable(config.getString(TOPIC));
    Optional<String> reviews = ReviewKeys.topic(config);
    if (reports.isEmpty() && reviews.isEmpty()) {
      return ToldTopics.none();
    }
    Map<String, Object> settings = config.originalsWithPrefix(PRODUCER_PREFIX);
    // Kafka names its thread by it, and begins its log lines with it.
    settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, logs.owner() + "-reports");
    try {
      return new ToldTopics(
          Optional.of(new Outbox(producers.apply(settings), logs)), reports, reviews);
    } catch (KafkaException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new ConfigException(
          "report.producer.*: the producer of report.topic and conflict.review.topic cannot be"
              + " created: "
              + reason.getMessage());
    }
  }

  static Producer<byte[], byte[]> producer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
