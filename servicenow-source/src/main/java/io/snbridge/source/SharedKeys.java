/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/**
 * The keys that are set for the connector, and for a single table as {@code table.<alias>.<key>}.
 */
final class SharedKeys {

  static final String GROUP = "Source";

  private SharedKeys() {}

  /** Adds them to a definition. */
  static void addTo(ConfigDef definition) {
    int order = 5;
    definition.define(
        SourceKeys.PAGE_SIZE,
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
        SourceKeys.POLL_INTERVAL,
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
        SourceKeys.SETTLE,
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
        SourceKeys.SNAPSHOT_MODE,
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
        SourceKeys.SNAPSHOT_PARALLELISM,
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
        SourceKeys.START_TIMESTAMP,
        ConfigDef.Type.STRING,
        null,
        Validators.orNull(Validators.startTime()),
        Importance.MEDIUM,
        "Rows last updated before this time are not read, neither are rows without a time: yyyy-MM-dd HH:mm:ss, or yyyy-MM-dd for midnight, in UTC.",
        GROUP,
        order++,
        Width.MEDIUM,
        "Start timestamp");
    definition.define(
        SourceKeys.SCHEMA_MODE,
        ConfigDef.Type.STRING,
        "dictionary",
        ValidString.in("dictionary", "string", "none"),
        Importance.HIGH,
        "What a record's value is. 'dictionary': a struct whose fields have the types of sys_dictionary, all optional but the id; the user must be allowed to read sys_dictionary and sys_db_object. 'string': a struct whose fields are all optional strings. 'none': a map of strings without a schema.",
        GROUP,
        order++,
        Width.SHORT,
        "Schema mode");
    definition.define(
        SourceKeys.TIME_MODE,
        ConfigDef.Type.STRING,
        "connect",
        ValidString.in("connect", "string"),
        Importance.MEDIUM,
        "What dates and times become with 'schema.mode=dictionary'. 'connect': Connect's Date, Time and Timestamp, and durations as seconds. 'string': the instance's text, yyyy-MM-dd HH:mm:ss in UTC.",
        GROUP,
        order++,
        Width.SHORT,
        "Time mode");
    definition.define(
        SourceKeys.INVALID_VALUES,
        ConfigDef.Type.STRING,
        "null",
        ValidString.in("null", "fail"),
        Importance.MEDIUM,
        "What becomes of a value that does not fit its column's type with 'schema.mode=dictionary'. 'null': the field is null, and header 'servicenow.invalid.<field>' has the text. 'fail': the task fails.",
        GROUP,
        order++,
        Width.SHORT,
        "Behavior on invalid values");
    definition.define(
        SourceKeys.DISPLAY_VALUE,
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
        SourceKeys.OUTPUT_FORMAT,
        ConfigDef.Type.STRING,
        "record",
        ValidString.in("record", "envelope"),
        Importance.LOW,
        "What is in a record's value. 'record': the row. 'envelope': 'before' (null, or of a deleted row what is known of it), 'after' (the row, null when it was deleted), 'source' (instance, table, sys_id, the row's time), 'op' (r, c, u or d) and 'ts_ms', as Debezium's consumers know it. A topic that has records of one format needs another topic for the other.",
        GROUP,
        order++,
        Width.SHORT,
        "Output format");
    definition.define(
        SourceKeys.RECORD_TIMESTAMP,
        ConfigDef.Type.STRING,
        "none",
        ValidString.in("none", "row"),
        Importance.MEDIUM,
        "Whose time a record has in Kafka. 'none': Kafka's own, the time at which the record was sent. 'row': the row's 'timestamp.field', of a deleted row the time of the delete; retention then counts from there, so a topic with Kafka's default of seven days loses older rows within minutes: create it with 'topic.creation.default.cleanup.policy=compact' or 'topic.creation.default.retention.ms=-1'. Either way header 'servicenow.updated.on' has the row's time.",
        GROUP,
        order++,
        Width.SHORT,
        "Record timestamp");
    definition.define(
        SourceKeys.TIMESTAMP_BEFORE_MAX,
        ConfigDef.Type.LONG,
        null,
        Validators.orNull(Range.atLeast(0)),
        Importance.LOW,
        "With 'record.timestamp=row', how old a time the topic accepts, in milliseconds: its 'message.timestamp.before.max.ms'. A record whose row is older gets Kafka's own time, because Kafka would refuse it. Without this key the value in 'topic.creation.*' holds, or else there is no limit.",
        GROUP,
        order++,
        Width.SHORT,
        "Oldest record timestamp (ms)");
    definition.define(
        SourceKeys.TIMESTAMP_AFTER_MAX,
        ConfigDef.Type.LONG,
        null,
        Validators.orNull(Range.atLeast(0)),
        Importance.LOW,
        "With 'record.timestamp=row', how far in the future a time may be for the topic to accept it, in milliseconds: its 'message.timestamp.after.max.ms'. A record whose row's time is later gets Kafka's own. Without this key the value in 'topic.creation.*' holds, or else Kafka 4's default of one hour.",
        GROUP,
        order++,
        Width.SHORT,
        "Latest record timestamp (ms)");
    definition.define(
        SourceKeys.DELETES,
        ConfigDef.Type.STRING,
        "none",
        ValidString.in("none", "tombstone", "event"),
        Importance.MEDIUM,
        "What a deleted row gives. 'none': no record. 'tombstone': a record with the row's key and a null value. 'event': a record with operation 'd' and the row's id, then a tombstone. Deletes are read from sys_audit_delete, which the user must be allowed to read, and sys_db_object. What ServiceNow does not audit is not seen, see the guide on deletes.",
        GROUP,
        order++,
        Width.SHORT,
        "Deletes");
    definition.define(
        SourceKeys.DELETES_SETTLE,
        ConfigDef.Type.LONG,
        60_000L,
        Range.between(0, 86_400_000),
        Importance.LOW,
        "How far reading deletes stays behind the instance's own clock, in milliseconds. Instances before release Australia write sys_audit_delete in the background: a delete that is audited later than this after its stamp is missed.",
        GROUP,
        order++,
        Width.SHORT,
        "Settle time of deletes (ms)");
    definition.define(
        SourceKeys.RESCAN_INTERVAL,
        ConfigDef.Type.LONG,
        0L,
        Range.atLeast(0),
        Importance.LOW,
        "How long after one full pass over the table the next one begins, in milliseconds; 0 for none. A pass reads every row beside the stream and gives a record for each that changed without a new 'timestamp.field' (autoSysFields(false), imports with a date of the past). It needs one request for each 'page.size' rows, and memory ('rescan.max.rows').",
        GROUP,
        order++,
        Width.MEDIUM,
        "Rescan interval (ms)");
    definition.define(
        SourceKeys.RESCAN_FIRST_PASS,
        ConfigDef.Type.STRING,
        "learn",
        ValidString.in("learn", "emit"),
        Importance.LOW,
        "What the first pass after a start does with rows that this task has not handed out. 'learn': it only remembers them, so a change without a timestamp that was made while no task ran is never found. 'emit': it gives a record for each, operation 'r', so every start sends the whole table again.",
        GROUP,
        order++,
        Width.SHORT,
        "First rescan");
    definition.define(
        SourceKeys.RESCAN_MAX_ROWS,
        ConfigDef.Type.INT,
        1_000_000,
        Range.between(1, 100_000_000),
        Importance.LOW,
        "Rows of a table that a rescan compares: each takes 22 to 43 bytes of the worker's memory. What a table has beyond them is read, counted and warned of, and not compared.",
        GROUP,
        order++,
        Width.MEDIUM,
        "Rescan rows");
    definition.define(
        SourceKeys.KEY_MODE,
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
        SourceKeys.KEY_FIELDS,
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
        SourceKeys.EXCLUDE_UPDATED_BY,
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
