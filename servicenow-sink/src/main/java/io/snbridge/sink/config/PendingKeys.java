/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;

import io.snbridge.common.config.KeyGroup;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** How much is taken from Kafka before it is written. */
final class PendingKeys {

  static final String MAX_BYTES = "max.pending.bytes";

  private static final long DEFAULT_BYTES = 32L << 20;

  private PendingKeys() {}

  static void define(KeyGroup group) {
    group.add(
        MAX_BYTES,
        ConfigDef.Type.LONG,
        DEFAULT_BYTES,
        ConfigDef.Range.atLeast(1),
        LOW,
        "Maximum pending bytes",
        "How many bytes of records each task has at a time that are taken from Kafka and not"
            + " written yet. They are counted about as they are in Kafka, uncompressed; in memory"
            + " they take some times that. Beside it there is a bound of records: 125 for each"
            + " of servicenow.max.concurrent.requests, or twice what batches hold. Each of the"
            + " task's topics has an equal part of both; a topic with more is paused until half of"
            + " that is done. What Connect reads at once (max.poll.records,"
            + " max.partition.fetch.bytes) may come on top.");
  }

  /** Of a task's records. */
  static long maxBytes(AbstractConfig config) {
    return config.getLong(MAX_BYTES);
  }
}
