/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.connect.TaskOrigin;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.sink.config.ReportKeys;
import io.snbridge.sink.config.SinkConfig;
import io.snbridge.sink.report.ReportOrigin;
import io.snbridge.sink.report.ReportProducer;
import io.snbridge.sink.report.ReportTopics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How a task reaches ServiceNow and Kafka. Tests put others in their place.
 *
 * @param clients opens the client of an instance
 * @param producers makes the producer of the report topic from its settings
 */
record Connections(
    BiFunction<SinkConfig, LogContext, ServiceNowClient> clients,
    Function<Map<String, Object>, Producer<byte[], byte[]>> producers) {

  /** To the instance and the brokers that the settings name. */
  static final Connections CONFIGURED =
      new Connections((config, logs) -> config.connection().open(logs), Connections::kafkaProducer);

  private static Producer<byte[], byte[]> kafkaProducer(Map<String, Object> settings) {
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * The report topic and the review topic, if there are any.
   *
   * @param logs whose the producer and its threads are
   * @throws ConfigException when their producer's settings are wrong
   */
  ReportTopics topics(SinkConfig config, LogContext logs) {
    ReportKeys keys = config.reports();
    return keys.haveTopics()
        ? new ReportTopics(
            Optional.of(new ReportProducer(producer(keys, logs), logs)),
            Optional.of(
                new ReportTopics.Reports(
                    keys.topic(), keys.failureTopic().or(keys::topic), origin(config))),
            keys.reviewTopic())
        : ReportTopics.none();
  }

  private static ReportOrigin origin(SinkConfig config) {
    return new ReportOrigin(
        TaskOrigin.of(config.properties()),
        config.instance(),
        config.connection().authentication(),
        config.connection().user());
  }

  private Producer<byte[], byte[]> producer(ReportKeys keys, LogContext logs) {
    Map<String, Object> settings = new HashMap<>(keys.producer());
    // Kafka names its thread by it, and begins its log lines with it.
    settings.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, logs.owner() + "-reports");
    try {
      return producers.apply(settings);
    } catch (KafkaException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new ConfigException(
          "report.producer.*: the producer of report.topic, report.failure.topic and"
              + " conflict.review.topic cannot be created: "
              + reason.getMessage());
    }
  }
}
