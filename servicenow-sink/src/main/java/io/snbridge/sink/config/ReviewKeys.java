/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyGroup;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;

/** Where conflicts go that a person is to decide. */
final class ReviewKeys {

  static final String TOPIC = "conflict.review.topic";

  private ReviewKeys() {}

  static void define(KeyGroup group) {
    group.add(
        TOPIC,
        ConfigDef.Type.STRING,
        null,
        new NonEmptyString(),
        MEDIUM,
        "Review topic",
        "Topic for the conflicts that a person has to decide. It is used by"
            + " conflict.policy=review, and by a class of your own. It gets one JSON object for"
            + " each conflict, with the columns of the record and of the row, written by the"
            + " producer of report.producer.*. A record's offset is not committed until Kafka"
            + " has that object. The topic must exist, unless the brokers create topics.");
  }

  static Optional<String> topic(AbstractConfig config) {
    return Settings.text(config, TOPIC);
  }
}
