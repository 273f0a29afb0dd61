/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * How many writes go into one request.
 *
 * @param areUsed whether writes are sent through the Batch API
 * @param size writes in one request, at most
 * @param linger how long a write waits for others
 * @param maxBytes of one request, about
 */
public record BatchKeys(boolean areUsed, int size, Duration linger, int maxBytes) {

  static final String SIZE = "batch.size";
  static final String MAX_BYTES = "batch.max.bytes";
  static final String LINGER_MS = "linger.ms";
  public static final String REQUESTS = "batch.requests";

  private static final KeyCondition BATCHED =
      KeyCondition.is(WriteApi.KEY, "batch")
          .or(WriteApi.ROWS.not().and(KeyCondition.is(REQUESTS, "true")));

  static void define(KeyGroup group) {
    group
        .when(WriteApi.ROWS.not().and(ImportSetKeys.INSERTS_MULTIPLE.not()))
        .add(
            REQUESTS,
            ConfigDef.Type.BOOLEAN,
            false,
            MEDIUM,
            "Batched requests",
            "Whether many imports or configuration items are sent in one /api/now/v1/batch"
                + " request. Each has its own outcome; batch.size, linger.ms and batch.max.bytes"
                + " apply as with write.api=batch.");
    KeyGroup batches = group.when(BATCHED.or(ImportSetKeys.INSERTS_MULTIPLE));
    batches.add(
        SIZE,
        ConfigDef.Type.INT,
        50,
        Range.between(1, 1000),
        MEDIUM,
        "Batch size",
        "Maximum number of writes in one request. All writes in a batch go to different rows.");
    batches.add(
        LINGER_MS,
        ConfigDef.Type.INT,
        5,
        Range.between(0, 60_000),
        LOW,
        "Linger (ms)",
        "How long a write waits for others to fill its batch, in milliseconds. It waits while"
            + " fewer than servicenow.max.concurrent.requests are in flight.");
    batches.add(
        MAX_BYTES,
        ConfigDef.Type.INT,
        4_000_000,
        Range.between(10_000, 25_000_000),
        LOW,
        "Batch bytes",
        "Approximate maximum size of a batch request, in bytes. A larger write is sent alone."
            + " Instances refuse requests of more than 10 MB unless their property"
            + " glide.rest.max_content_length says otherwise.");
  }

  static BatchKeys of(AbstractConfig config) {
    return new BatchKeys(
        switch (WriteApi.of(config)) {
          case TABLE -> false;
          case BATCH -> true;
          case IMPORT_SET, IDENTIFY_RECONCILE -> config.getBoolean(REQUESTS);
        },
        config.getInt(SIZE),
        Duration.ofMillis(config.getInt(LINGER_MS)),
        config.getInt(MAX_BYTES));
  }
}
