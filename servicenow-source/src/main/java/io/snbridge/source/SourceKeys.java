/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.config.ConnectionConfig;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The configuration keys of the source connector, with their documentation. */
final class SourceKeys {

  static final String TABLES = "tables";
  static final String TOPIC_PREFIX = "topic.prefix";
  static final String PAGE_SIZE = "page.size";
  static final String POLL_INTERVAL = "poll.interval.ms";
  static final String SETTLE = "settle.ms";
  static final String SNAPSHOT_MODE = "snapshot.mode";
  static final String SNAPSHOT_PARALLELISM = "snapshot.parallelism";
  static final String START_TIMESTAMP = "start.timestamp";
  static final String SCHEMA_MODE = "schema.mode";
  static final String DISPLAY_VALUE = "display.value";
  static final String OUTPUT_FORMAT = "output.format";
  static final String DELETES = "deletes";
  static final String KEY_MODE = "key.mode";
  static final String KEY_FIELDS = "key.fields";
  static final String EXCLUDE_UPDATED_BY = "exclude.updated.by";

  static final String NAME = "name";
  static final String TOPIC = "topic";
  static final String QUERY = "query";
  static final String FIELDS = "fields";
  static final String TIMESTAMP_FIELD = "timestamp.field";
  static final String ID_FIELD = "id.field";

  /** Set by the connector for its tasks: the aliases that a task reads. */
  static final String TASK_TABLES = "task.tables";

  private static final String GROUP = "Source";

  private SourceKeys() {}

  /** Everything that is set for the connector as a whole. */
  static ConfigDef connector() {
    ConfigDef definition = ConnectionConfig.addTo(new ConfigDef());
    definition.define(
        TABLES,
        ConfigDef.Type.LIST,
        ConfigDef.NO_DEFAULT_VALUE,
        new AliasList(),
        Importance.HIGH,
        "The tables to read, as aliases. An alias is the table's name unless 'table.<alias>.name' says otherwise, and it is the last part of the topic's name. Whole tables are spread over the tasks, so more tasks than tables do nothing.",
        GROUP,
        1,
        Width.LONG,
        "Tables");
    definition.define(
        TOPIC_PREFIX,
        ConfigDef.Type.STRING,
        "servicenow",
        Validators.topic(),
        Importance.MEDIUM,
        "The topic of a table is '<topic.prefix>.<alias>', unless 'table.<alias>.topic' says otherwise.",
        GROUP,
        2,
        Width.MEDIUM,
        "Topic prefix");
    addOverridable(definition);
    definition.defineInternal(TASK_TABLES, ConfigDef.Type.LIST, List.of(), Importance.LOW);
    return definition;
  }

  /** What one table's settings are made of, once its own keys have replaced the connector's. */
  static ConfigDef table() {
    ConfigDef definition = new ConfigDef();
    addOverridable(definition);
    definition.define(
        NAME,
        ConfigDef.Type.STRING,
        null,
        Validators.orNull(new NonEmptyString()),
        Importance.HIGH,
        "The table's name in ServiceNow. Without it the alias is the name.");
    definition.define(
        TOPIC,
        ConfigDef.Type.STRING,
        null,
        Validators.orNull(Validators.topic()),
        Importance.MEDIUM,
        "The topic of this table's records.");
    definition.define(
        QUERY,
        ConfigDef.Type.STRING,
        "",
        Validators.encodedQuery(),
        Importance.MEDIUM,
        "Only rows that match this encoded query are read; '^NQ' and '^OR' are allowed, 'ORDERBY' is not. ServiceNow ignores a condition on an unknown field, which then matches every row. A row that stops matching gives no record.");
    definition.define(
        FIELDS,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.recordFields(),
        Importance.MEDIUM,
        "The columns of the record's value, dot-walked ones ('caller_id.email') allowed; all columns without it. The columns that position, key and headers need are read in addition, and do not become part of the value.");
    definition.define(
        TIMESTAMP_FIELD,
        ConfigDef.Type.STRING,
        "sys_updated_on",
        Validators.column(),
        Importance.LOW,
        "The column that says when a row was last changed. It should be indexed. A table without 'sys_updated_on' can be read by 'sys_created_on', which finds new rows only.");
    definition.define(
        ID_FIELD,
        ConfigDef.Type.STRING,
        "sys_id",
        Validators.column(),
        Importance.LOW,
        "The column that identifies a row, unique and never empty. A database view has none named 'sys_id'.");
    return definition;
  }

  /** Set for the connector, and for a single table as {@code table.<alias>.<key>}. */
  private static void addOverridable(ConfigDef definition) {
    int order = 3;
    definition.define(
        PAGE_SIZE,
        ConfigDef.Type.INT,
        1000,
        Range.between(1, 50_000),
        Importance.MEDIUM,
        "Most rows of one request. The connector halves it when the instance runs out of its time quota, and grows it back.",
        GROUP,
        order++,
        Width.SHORT,
        "Page size");
    definition.define(
        POLL_INTERVAL,
        ConfigDef.Type.LONG,
        5000L,
        Range.atLeast(1),
        Importance.MEDIUM,
        "How long to wait after a table was read to its end, in milliseconds. An idle table costs one request each time.",
        GROUP,
        order++,
        Width.SHORT,
        "Poll interval (ms)");
    definition.define(
        SETTLE,
        ConfigDef.Type.LONG,
        2000L,
        Range.between(0, 86_400_000),
        Importance.MEDIUM,
        "How far reading stays behind the instance's own clock, in milliseconds. ServiceNow stamps a row before its transaction commits: a row that becomes visible later than this after its stamp is missed. Raise it when business rules or imports make long transactions.",
        GROUP,
        order++,
        Width.SHORT,
        "Settle time (ms)");
    definition.define(
        SNAPSHOT_MODE,
        ConfigDef.Type.STRING,
        "initial",
        ValidString.in("initial", "latest", "never"),
        Importance.MEDIUM,
        "Where a table without a stored position begins. 'initial': every row once, then changes. 'latest': only changes from now; until its first record there is no stored position, so a restart before that begins at a new now. 'never': changes from 'start.timestamp', which is then required.",
        GROUP,
        order++,
        Width.SHORT,
        "Snapshot mode");
    definition.define(
        SNAPSHOT_PARALLELISM,
        ConfigDef.Type.INT,
        null,
        Validators.orNull(Range.between(1, 16)),
        Importance.LOW,
        "Ranges of one table's snapshot that are read at once, at most 16. Without it as many as 'servicenow.max.concurrent.requests'. More than those wait for each other.",
        GROUP,
        order++,
        Width.SHORT,
        "Snapshot parallelism");
    definition.define(
        START_TIMESTAMP,
        ConfigDef.Type.STRING,
        null,
        Validators.orNull(Validators.stamp()),
        Importance.MEDIUM,
        "Rows last updated before this time are not read, neither are rows without a time: yyyy-MM-dd HH:mm:ss, UTC.",
        GROUP,
        order++,
        Width.MEDIUM,
        "Start timestamp");
    definition.define(
        SCHEMA_MODE,
        ConfigDef.Type.STRING,
        ConfigDef.NO_DEFAULT_VALUE,
        ValidString.in("none", "string"),
        Importance.HIGH,
        "What a record's value is. 'none': a map of strings without a schema. 'string': a struct whose fields are all optional strings, for converters that need a schema. There is no default yet: 'dictionary' (types from sys_dictionary) will become it and does not exist in this version, so the choice has to be made now.",
        GROUP,
        order++,
        Width.SHORT,
        "Schema mode");
    definition.define(
        DISPLAY_VALUE,
        ConfigDef.Type.STRING,
        "false",
        ValidString.in("false", "true", "all"),
        Importance.LOW,
        "'false': values as stored. 'true': values as the user sees them, dates in the user's time zone. 'all': both, the displayed value of column 'x' as 'x_display'. Display values cost the instance look-ups.",
        GROUP,
        order++,
        Width.SHORT,
        "Display values");
    definition.define(
        OUTPUT_FORMAT,
        ConfigDef.Type.STRING,
        "record",
        ValidString.in("record"),
        Importance.LOW,
        "'record': the value is the row. No other format exists in this version.",
        GROUP,
        order++,
        Width.SHORT,
        "Output format");
    definition.define(
        DELETES,
        ConfigDef.Type.STRING,
        "none",
        ValidString.in("none"),
        Importance.LOW,
        "'none': deleted rows give no record. No other way exists in this version.",
        GROUP,
        order++,
        Width.SHORT,
        "Deletes");
    definition.define(
        KEY_MODE,
        ConfigDef.Type.STRING,
        "sys_id",
        ValidString.in("sys_id", "field_hash"),
        Importance.LOW,
        "The record's key. 'sys_id': the row's id. 'field_hash': lower-case hex SHA-256 over 'key.fields', which brings rows that agree in them onto one partition; log compaction then keeps one of them.",
        GROUP,
        order++,
        Width.SHORT,
        "Key mode");
    definition.define(
        KEY_FIELDS,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.columns(),
        Importance.LOW,
        "The columns whose stored values make the key when 'key.mode' is 'field_hash'.",
        GROUP,
        order++,
        Width.MEDIUM,
        "Key fields");
    definition.define(
        EXCLUDE_UPDATED_BY,
        ConfigDef.Type.LIST,
        List.of(),
        Importance.LOW,
        "Rows last updated by these users (sys_updated_by) give no record, so that what a sink wrote does not come back.",
        GROUP,
        order,
        Width.MEDIUM,
        "Exclude updated by");
  }
}
