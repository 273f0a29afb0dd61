/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;

/**
 * The report topics, the review topic, and the producer that writes to all of them.
 *
 * @param topic of the reports, but for those that have a topic of their own; empty for none
 * @param failureTopic of the reports of refused records; empty when they go to the same topic
 * @param reviewTopic empty when no conflict is sent to be reviewed
 * @param producer its settings, with secrets in them
 */
public record ReportKeys(
    Optional<String> topic,
    Optional<String> failureTopic,
    Optional<String> reviewTopic,
    Map<String, Object> producer) {

  static final String TOPIC = "report.topic";
  static final String FAILURE_TOPIC = "report.failure.topic";
  static final String PRODUCER_PREFIX = "report.producer.";
  static final String BOOTSTRAP_SERVERS = PRODUCER_PREFIX + ProducerConfig.BOOTSTRAP_SERVERS_CONFIG;

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
            + " table, sys_id, topic, partition, offset, correlation ID, time, who wrote"
            + " (connector, task, version, configuration, instance, user), and the error. A"
            + " record's offset is not committed until Kafka has its report. The topic must exist,"
            + " unless the brokers create topics.");
    group.add(
        FAILURE_TOPIC,
        ConfigDef.Type.STRING,
        null,
        new NonEmptyString(),
        LOW,
        "Report topic of failures",
        "Topic that gets the reports of refused records, instead of report.topic. If report.topic is"
            + " not set, there are no other reports.");
    group
        .when(
            KeyCondition.isSet(TOPIC)
                .or(KeyCondition.isSet(FAILURE_TOPIC))
                .or(KeyCondition.isSet(ReviewKeys.TOPIC)))
        .add(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            null,
            new NonEmptyString(),
            MEDIUM,
            "Report brokers",
            "Brokers of report.topic, report.failure.topic and conflict.review.topic. The connector needs a producer"
                + " of its own for them, because Connect does not share the worker's with sinks."
                + " Any producer setting can be given with the prefix report.producer."
                + " (security.protocol, sasl.*, ssl.*), and a config provider can take them from"
                + " the worker's own file:"
                + " ${file:/etc/kafka-connect/worker.properties:bootstrap.servers}.");
  }

  static ReportKeys of(AbstractConfig config) {
    return new ReportKeys(
        Settings.text(config, TOPIC),
        Settings.text(config, FAILURE_TOPIC),
        ReviewKeys.topic(config),
        config.originalsWithPrefix(PRODUCER_PREFIX));
  }

  /** Whether there is anything for a producer to do. */
  public boolean haveTopics() {
    return topic.isPresent() || failureTopic.isPresent() || reviewTopic.isPresent();
  }

  /** Without the producer's settings. */
  @Override
  public String toString() {
    return "report.topic=%s, report.failure.topic=%s, conflict.review.topic=%s"
        .formatted(topic, failureTopic, reviewTopic);
  }
}
