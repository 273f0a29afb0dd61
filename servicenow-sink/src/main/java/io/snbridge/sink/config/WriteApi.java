/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import org.apache.kafka.common.config.AbstractConfig;

/** The API by which rows are written, and its key. */
public enum WriteApi {
  TABLE,
  BATCH,
  IMPORT_SET,
  IDENTIFY_RECONCILE;

  public static final String KEY = "write.api";

  /** The APIs that write rows by their sys_id. */
  static final KeyCondition ROWS = KeyCondition.is(KEY, "table", "batch");

  static final KeyCondition IMPORTS = KeyCondition.is(KEY, "import_set");
  static final KeyCondition IDENTIFIES = KeyCondition.is(KEY, "identify_reconcile");

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

  static WriteApi of(AbstractConfig config) {
    return Settings.word(config, KEY, WriteApi.class);
  }
}
