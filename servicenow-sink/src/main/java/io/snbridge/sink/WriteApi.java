/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.check.Findings;
import io.snbridge.common.check.Question;
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.BatchSettings;
import io.snbridge.common.transport.Batches;
import io.snbridge.common.transport.Sender;
import io.snbridge.common.transport.ServiceNowClient;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The API by which rows are written, and the keys of it. */
enum WriteApi {
  TABLE,
  BATCH,
  IMPORT_SET,
  IDENTIFY_RECONCILE;

  static final String KEY = "write.api";
  static final String BATCH_SIZE = "batch.size";
  static final String BATCH_MAX_BYTES = "batch.max.bytes";
  static final String LINGER_MS = "linger.ms";
  static final String BATCH_REQUESTS = "batch.requests";

  /** The APIs that write rows by their sys_id. */
  static final KeyCondition ROWS = KeyCondition.is(KEY, "table", "batch");

  static final KeyCondition IMPORTS = KeyCondition.is(KEY, "import_set");
  static final KeyCondition IDENTIFIES = KeyCondition.is(KEY, "identify_reconcile");

  private static final KeyCondition BATCHED =
      KeyCondition.is(KEY, "batch").or(ROWS.not().and(KeyCondition.is(BATCH_REQUESTS, "true")));

  static void define(KeyGroup group) {
    group.addChoice(
        KEY,
        "table",
        OneOf.of("table", "batch", "import_set", "identify_reconcile"),
        HIGH,
        "Write API",
        "ServiceNow API that writes the rows. table: one request per write. batch: many writes"
            + " in one request (/api/now/v1/batch), each with its own outcome. Where the network"
            + " is slow, throughput grows roughly with the number of writes in a batch. The"
            + " instance runs the writes of a batch one after the other, for at most 30 seconds;"
            + " those that it does not get to are sent again, and the batches become smaller."
            + " import_set: rows go into staging tables (/api/now/import), whose transform maps"
            + " turn them into rows of other tables; a record's table is the staging table."
            + " identify_reconcile: records are configuration items for the CMDB, which its"
            + " identification rules find (/api/now/identifyreconcile); a record's table is the"
            + " item's class. The last two use no sys_id and cannot delete.");
  }

  static void defineBatches(KeyGroup group) {
    group
        .when(ROWS.not().and(ImportSetKeys.INSERTS_MULTIPLE.not()))
        .add(
            BATCH_REQUESTS,
            ConfigDef.Type.BOOLEAN,
            false,
            null,
            MEDIUM,
            "Batched requests",
            "Whether many imports or configuration items are sent in one /api/now/v1/batch"
                + " request. Each has its own outcome; batch.size, linger.ms and batch.max.bytes"
                + " apply as with write.api=batch.");
    KeyGroup batches = group.when(BATCHED.or(ImportSetKeys.INSERTS_MULTIPLE));
    batches.add(
        BATCH_SIZE,
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
        BATCH_MAX_BYTES,
        ConfigDef.Type.INT,
        4_000_000,
        Range.between(10_000, 25_000_000),
        LOW,
        "Batch bytes",
        "Approximate maximum size of a batch request, in bytes. A larger write is sent alone."
            + " Instances refuse requests of more than 10 MB unless their property"
            + " glide.rest.max_content_length says otherwise.");
  }

  /** Asks for what the writes would go through, where that is the Batch API. */
  static Optional<Question> batchQuestion(Findings findings) {
    String api = findings.property(KEY).toLowerCase(Locale.ROOT);
    if (api.equals("batch")) {
      return Optional.of(new BatchQuestion(KEY, "table", findings));
    }
    boolean batched =
        (api.equals("import_set") || api.equals("identify_reconcile"))
            && findings.property(BATCH_REQUESTS).equalsIgnoreCase("true");
    return batched
        ? Optional.of(new BatchQuestion(BATCH_REQUESTS, "false", findings))
        : Optional.empty();
  }

  static WriteApi of(AbstractConfig config) {
    return valueOf(config.getString(KEY).toUpperCase(Locale.ROOT));
  }

  /** The Table API, alone or in batches. */
  static TableApi open(AbstractConfig config, ServiceNowClient client) {
    TableApi plain = raw(config, client);
    TableApi rows = ColumnKeys.areVerified(config) ? plain.withEcho() : plain;
    return config.getBoolean(ValueKeys.INPUT_DISPLAY_VALUE) ? rows.withDisplayInput() : rows;
  }

  private static TableApi raw(AbstractConfig config, ServiceNowClient client) {
    return isBatched(config) ? new TableApi(batches(config, client)) : new TableApi(client);
  }

  /** What writes are sent through: alone, or in batches. */
  static Sender sender(AbstractConfig config, ServiceNowClient client) {
    return isBatched(config) ? batches(config, client) : client;
  }

  private static Batches batches(AbstractConfig config, ServiceNowClient client) {
    return client.batches(
        new BatchSettings(
            config.getInt(BATCH_SIZE),
            Duration.ofMillis(config.getInt(LINGER_MS)),
            config.getInt(BATCH_MAX_BYTES)));
  }

  private static boolean isBatched(AbstractConfig config) {
    return switch (of(config)) {
      case TABLE -> false;
      case BATCH -> true;
      case IMPORT_SET, IDENTIFY_RECONCILE -> config.getBoolean(BATCH_REQUESTS);
    };
  }

  /** Single rows that are read at a time: with batches there are more writes than connections. */
  static int concurrentReads(AbstractConfig config) {
    int requests = ConnectionConfig.maxConcurrentRequests(config);
    return isBatched(config) ? Math.max(1, requests / 2) : requests;
  }

  /**
   * Writes that run at a time. With batches, as many again as fit into those under way, so that the
   * next ones are full when a connection becomes free.
   */
  static int concurrentWrites(AbstractConfig config) {
    int requests = ConnectionConfig.maxConcurrentRequests(config);
    boolean many =
        isBatched(config)
            || (of(config) == IMPORT_SET && config.getBoolean(ImportSetKeys.INSERT_MULTIPLE));
    return many ? 2 * requests * config.getInt(BATCH_SIZE) : requests;
  }
}
