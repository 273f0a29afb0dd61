/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.snbridge.common.config.CheckedConfig;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The topic whose messages name tables that have changed, and the consumer that reads it.
 *
 * @param topic empty when there is none
 * @param consumer its settings, with secrets in them
 */
public record DoorbellKeys(Optional<String> topic, Map<String, Object> consumer) {

  /** Key of the topic. */
  public static final String TOPIC = "doorbell.topic";

  /** How the keys of the consumer begin. */
  public static final String CONSUMER_PREFIX = "doorbell.consumer.";

  static final String BOOTSTRAP_SERVERS = CONSUMER_PREFIX + ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG;

  static void define(KeyGroup group) {
    group.add(
        TOPIC,
        ConfigDef.Type.STRING,
        null,
        new NonEmptyString(),
        LOW,
        "Doorbell topic",
        "Topic whose messages name tables that have changed: these are polled at once. A message"
            + " names a table, or its alias, in its key, or in a JSON value: {\"table\":"
            + " \"incident\"}. It may name several: {\"table\": [\"incident\", \"task\"]}. What has"
            + " changed is read from the table, so that a false message costs a request and a lost"
            + " one only time, poll.interval.ms at most. Each task reads the whole topic, from its"
            + " end, without a consumer group.");
    group
        .when(KeyCondition.isSet(TOPIC))
        .add(
            BOOTSTRAP_SERVERS,
            ConfigDef.Type.STRING,
            null,
            new NonEmptyString(),
            LOW,
            "Doorbell brokers",
            "Brokers of doorbell.topic. The connector needs a consumer of its own for it, because"
                + " Connect does not give sources one. Any consumer setting can be given with the"
                + " prefix doorbell.consumer. (security.protocol, sasl.*, ssl.*), and a config"
                + " provider can take them from the worker's own file:"
                + " ${file:/etc/kafka-connect/worker.properties:bootstrap.servers}.");
  }

  static DoorbellKeys of(AbstractConfig config) {
    return new DoorbellKeys(
        Optional.ofNullable(config.getString(TOPIC)), config.originalsWithPrefix(CONSUMER_PREFIX));
  }

  /** Reports what is wrong with them, each on the key that has to change. */
  public static void check(Map<String, ConfigValue> values, ConfigErrors errors) {
    boolean isOn = CheckedConfig.value(values, TOPIC).value() != null;
    if (!isOn || !CheckedConfig.value(values, BOOTSTRAP_SERVERS).errorMessages().isEmpty()) {
      return;
    }
    if (CheckedConfig.value(values, BOOTSTRAP_SERVERS).value() == null) {
      errors.error(
          BOOTSTRAP_SERVERS, "required with doorbell.topic: the brokers that have that topic");
      return;
    }
    Map<String, Object> consumer = new HashMap<>();
    errors
        .properties()
        .forEach(
            (key, value) -> {
              if (key.startsWith(CONSUMER_PREFIX)) {
                consumer.put(key.substring(CONSUMER_PREFIX.length()), value);
              }
            });
    // What a consumer made of them would refuse.
    consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    try {
      var unused = new ConsumerConfig(consumer);
    } catch (KafkaException wrong) {
      errors.error(TOPIC, CONSUMER_PREFIX + "*: " + wrong.getMessage());
    }
  }

  /** Without the consumer's settings. */
  @Override
  public String toString() {
    return TOPIC + "=" + topic;
  }
}
