/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

/** The names of the source connector's own keys. */
public final class SourceKeys {

  public static final String TABLES = "tables";
  public static final String TABLES_REFRESH = "tables.refresh.interval.ms";
  static final String TOPIC_PREFIX = "topic.prefix";
  static final String REFUSED_TIMEOUT = "refused.timeout.ms";
  static final String REFUSED_TABLE = "behavior.on.refused.table";
  static final String MAX_PENDING_BYTES = "max.pending.bytes";
  static final String QUERY_NO_DOMAIN = "query.no.domain";
  static final String QUERY_CATEGORY = "query.category";
  static final String PAGE_SIZE = "page.size";
  static final String PAGE_SIZE_MAX = "page.size.max";
  static final String POLL_INTERVAL = "poll.interval.ms";
  static final String POLL_INTERVAL_MAX = "poll.interval.max.ms";
  static final String SETTLE = "settle.ms";
  static final String SETTLE_MODE = "settle.mode";
  static final String LOOKBACK = "lookback.ms";
  static final String HIDDEN_RECHECK = "hidden.recheck.ms";
  public static final String SNAPSHOT_MODE = "snapshot.mode";
  static final String SNAPSHOT_PARALLELISM = "snapshot.parallelism";
  public static final String START_TIMESTAMP = "start.timestamp";
  public static final String SCHEMA_MODE = "schema.mode";
  static final String TIME_MODE = "time.mode";
  static final String INVALID_VALUES = "behavior.on.invalid.values";
  public static final String DISPLAY_VALUE = "display.value";
  public static final String REFERENCE_FORMAT = "reference.format";
  public static final String OUTPUT_FORMAT = "output.format";
  static final String RECORD_TIMESTAMP = "record.timestamp";
  static final String TIMESTAMP_BEFORE_MAX = "record.timestamp.before.max.ms";
  static final String TIMESTAMP_AFTER_MAX = "record.timestamp.after.max.ms";
  public static final String DELETES = "deletes";
  static final String DELETES_SETTLE = "deletes.settle.ms";
  static final String RESCAN_INTERVAL = "rescan.interval.ms";
  static final String RESCAN_FIRST_PASS = "rescan.first.pass";
  static final String RESCAN_MAX_ROWS = "rescan.max.rows";
  public static final String KEY_MODE = "key.mode";
  public static final String KEY_FIELDS = "key.fields";
  public static final String EXCLUDE_UPDATED_BY = "exclude.updated.by";

  public static final String NAME = "name";
  static final String TOPIC = "topic";
  public static final String QUERY = "query";
  public static final String SNAPSHOT_ID = "snapshot.id";
  public static final String SNAPSHOT_QUERY = "snapshot.query";
  public static final String FIELDS = "fields";
  static final String COLUMN_TYPES = "column.types";
  public static final String TIMESTAMP_FIELD = "timestamp.field";
  public static final String ID_FIELD = "id.field";

  /** Set by the connector for its tasks: the aliases that a task reads. */
  public static final String TASK_TABLES = "task.tables";

  private SourceKeys() {}
}
