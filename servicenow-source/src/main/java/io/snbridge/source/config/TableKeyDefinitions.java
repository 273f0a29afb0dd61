/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * The keys that are set for the connector, and for a single table as {@code table.<alias>.<key>}.
 */
final class TableKeyDefinitions {

  private TableKeyDefinitions() {}

  /** Adds them to a definition. */
  static void addTo(ConfigDef definition) {
    KeyGroup records = new KeyGroup(definition, "Records");
    records(records);
    times(records);
    snapshot(new KeyGroup(definition, "Snapshot"));
    changes(new KeyGroup(definition, "Changes"));
    deletes(new KeyGroup(definition, "Deletes"));
    rescans(new KeyGroup(definition, "Rescans"));
  }

  private static void records(KeyGroup group) {
    group.addChoice(
        SourceKeys.SCHEMA_MODE,
        "dictionary",
        OneOf.of("dictionary", "string", "none"),
        Importance.HIGH,
        "Schema mode",
        "Type of a record's value. dictionary: a struct whose fields have the types in"
            + " sys_dictionary, all optional except the ID; the user needs read access to"
            + " sys_dictionary and sys_db_object. string: a struct whose fields are all optional"
            + " strings. none: a map of strings, without a schema.");
    KeyGroup typed = group.when(KeyCondition.is(SourceKeys.SCHEMA_MODE, "dictionary"));
    typed.addChoice(
        SourceKeys.TIME_MODE,
        "connect",
        OneOf.of("connect", "string"),
        Importance.MEDIUM,
        "Time mode",
        "Type of dates and times with schema.mode=dictionary. connect: Connect's Date, Time and"
            + " Timestamp, and durations in seconds. string: the instance's text, yyyy-MM-dd"
            + " HH:mm:ss in UTC.");
    typed.addChoice(
        SourceKeys.INVALID_VALUES,
        "null",
        OneOf.of("null", "fail"),
        Importance.MEDIUM,
        "Behavior on invalid values",
        "What happens to a value that does not fit its column's type, with"
            + " schema.mode=dictionary. null: the field is null, and the header"
            + " servicenow.invalid.<field> has the text. fail: the task fails.");
    group.addChoice(
        SourceKeys.OUTPUT_FORMAT,
        "record",
        OneOf.of("record", "envelope"),
        Importance.LOW,
        "Output format",
        "Layout of a record's value. record: the row. envelope: before (null, or what is known"
            + " of a deleted row), after (the row; null if it was deleted), source (instance,"
            + " table, sys_id and the row's time), op (r, c, u or d) and ts_ms, as Debezium's"
            + " consumers expect it. To change the format, use another topic: one topic should"
            + " not hold records of both formats.");
    group.addChoice(
        SourceKeys.DISPLAY_VALUE,
        "false",
        OneOf.of("false", "true", "all"),
        Importance.LOW,
        "Display values",
        "Whether values are read as they are stored or as users see them. false: as stored."
            + " true: as the user sees them, dates in that user's time zone. all: both, with the"
            + " display value of column x in x_display. Display values cost the instance"
            + " additional lookups.");
    group.addChoice(
        SourceKeys.REFERENCE_FORMAT,
        "id",
        OneOf.of("id", "link", "both"),
        Importance.LOW,
        "Reference format",
        "What a reference is, with schema.mode=dictionary. id: the sys_id that it points to."
            + " link: {link, value}, the row's URL and its sys_id. both: {value, display_value}, its"
            + " sys_id and what users see, which costs the instance additional lookups. An empty"
            + " reference is null with link and both. The sink of this plugin writes references"
            + " of id.");
    group.addChoice(
        SourceKeys.KEY_MODE,
        "sys_id",
        OneOf.of("sys_id", "field_hash"),
        Importance.LOW,
        "Key mode",
        "What a record's key is. sys_id: the row's ID. field_hash: the SHA-256 of key.fields in"
            + " lower-case hex, which puts rows with the same values in those fields into the"
            + " same partition; log compaction then keeps only one of them.");
    group
        .when(KeyCondition.is(SourceKeys.KEY_MODE, "field_hash"))
        .add(
            SourceKeys.KEY_FIELDS,
            ConfigDef.Type.LIST,
            List.of(),
            Validators.columns(),
            Importance.LOW,
            "Key fields",
            "Columns that the key is computed from, with key.mode=field_hash. Their stored values"
                + " are used.");
  }

  private static void times(KeyGroup group) {
    group.addChoice(
        SourceKeys.RECORD_TIMESTAMP,
        "none",
        OneOf.of("none", "row"),
        Importance.MEDIUM,
        "Record timestamp",
        "Which time a record has in Kafka. none: the time at which it is sent. row: the time in"
            + " the row's timestamp.field or, for a deleted row, the time of the delete."
            + " Retention then counts from that time, so a topic with Kafka's default retention"
            + " of seven days loses older rows within minutes: create it with"
            + " topic.creation.default.cleanup.policy=compact or"
            + " topic.creation.default.retention.ms=-1. Either way, the header"
            + " servicenow.updated.on has the row's time.");
    KeyGroup row = group.when(KeyCondition.is(SourceKeys.RECORD_TIMESTAMP, "row"));
    row.add(
        SourceKeys.TIMESTAMP_BEFORE_MAX,
        ConfigDef.Type.LONG,
        null,
        Range.atLeast(0),
        Importance.LOW,
        "Oldest record timestamp (ms)",
        "How old a record's time may be for the topic to accept it, in milliseconds. Set it to"
            + " the topic's message.timestamp.before.max.ms. A record whose row is older gets"
            + " the time at which it is sent, because Kafka would refuse it. Default: the value"
            + " in topic.creation.*, otherwise no limit. For record.timestamp=row.");
    row.add(
        SourceKeys.TIMESTAMP_AFTER_MAX,
        ConfigDef.Type.LONG,
        null,
        Range.atLeast(0),
        Importance.LOW,
        "Latest record timestamp (ms)",
        "How far in the future a record's time may be for the topic to accept it, in"
            + " milliseconds. Set it to the topic's message.timestamp.after.max.ms. A record"
            + " whose row's time is later gets the time at which it is sent. Default: the value"
            + " in topic.creation.*, otherwise Kafka 4's default of one hour. For"
            + " record.timestamp=row.");
  }

  private static void snapshot(KeyGroup group) {
    group.addChoice(
        SourceKeys.SNAPSHOT_MODE,
        "initial",
        OneOf.of("initial", "latest", "never"),
        Importance.MEDIUM,
        "Snapshot mode",
        "Where reading a table without a stored offset begins. initial: with every row once,"
            + " then changes. latest: with changes from now on; no offset is stored before the"
            + " first record, so a restart before that begins with the changes after it."
            + " never: with changes since start.timestamp, which is then required.");
    group.add(
        SourceKeys.START_TIMESTAMP,
        ConfigDef.Type.STRING,
        null,
        Validators.startTime(),
        Importance.MEDIUM,
        "Start timestamp",
        "Rows last updated before this time are not read. Rows without a time are not read"
            + " either. Format: yyyy-MM-dd HH:mm:ss, or yyyy-MM-dd for midnight, in UTC.");
    group
        .when(KeyCondition.is(SourceKeys.SNAPSHOT_MODE, "initial"))
        .add(
            SourceKeys.SNAPSHOT_PARALLELISM,
            ConfigDef.Type.INT,
            null,
            Range.between(1, 16),
            Importance.LOW,
            "Snapshot parallelism",
            "Number of ranges of one table's snapshot that are read at once, at most 16. Default:"
                + " servicenow.max.concurrent.requests. More ranges than that are not read at"
                + " once.");
  }

  private static void changes(KeyGroup group) {
    group.add(
        SourceKeys.POLL_INTERVAL,
        ConfigDef.Type.LONG,
        5000L,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Poll interval (ms)",
        "How long to wait after a table has been read to the end, in milliseconds. Each poll of"
            + " an idle table costs one request.");
    group.add(
        SourceKeys.POLL_INTERVAL_MAX,
        ConfigDef.Type.LONG,
        0L,
        Range.between(0, 86_400_000),
        Importance.LOW,
        "Maximum poll interval (ms)",
        "Up to where a table's interval doubles while nothing changes, in milliseconds. The first"
            + " poll that shows a row sets it back to poll.interval.ms. The first change after a"
            + " quiet time may therefore be sent this much later. Deletes, late rows (lookback.ms)"
            + " and hidden rows (hidden.recheck.ms) are looked for at a table's polls, so they wait"
            + " for these, too. 0, or less than poll.interval.ms: the interval never grows.");
    group.add(
        SourceKeys.SETTLE,
        ConfigDef.Type.LONG,
        2000L,
        Range.between(0, 86_400_000),
        Importance.MEDIUM,
        "Settle time (ms)",
        "How far behind the instance's clock a table is read to the end, in milliseconds."
            + " ServiceNow sets a row's timestamp before its transaction commits, so a row that"
            + " becomes visible more than this long after its timestamp is sent late, or missed"
            + " (lookback.ms). Increase it if business rules or imports run in long"
            + " transactions. Younger rows are sent as settle.mode says.");
    group.addChoice(
        SourceKeys.SETTLE_MODE,
        "early",
        OneOf.of("early", "wait"),
        Importance.MEDIUM,
        "Settle mode",
        "Whether rows younger than settle.ms are sent before they have settled. early: they are"
            + " sent as soon as they are visible. Once settle.ms has passed, they are read again,"
            + " and those that have become visible or changed since are sent. Each row's changes"
            + " arrive in order, but changes of different rows need not. wait: they are sent once"
            + " settle.ms has passed, in the order of their timestamps. Where exclude.updated.by is"
            + " set, as for two-way sync, and settle.mode is not, rows wait. See the guide on"
            + " freshness.");
    group.add(
        SourceKeys.LOOKBACK,
        ConfigDef.Type.LONG,
        60_000L,
        Range.between(0, 86_400_000),
        Importance.LOW,
        "Lookback (ms)",
        "How far back a table is searched again for rows that appeared late, in milliseconds."
            + " Rows appear late because of long transactions, or of clocks that disagree. They"
            + " are sent, counted (late-rows-total) and logged. Twice in this time, one request"
            + " asks for the IDs and timestamps of the rows in it. The instance's Date headers"
            + " may run ahead by a quarter of this time; if they are further ahead, they are not"
            + " trusted. 0: neither is done.");
    group.add(
        SourceKeys.HIDDEN_RECHECK,
        ConfigDef.Type.LONG,
        300_000L,
        Range.between(0, 86_400_000),
        Importance.LOW,
        "Hidden rows recheck (ms)",
        "How long to wait before changes that were hidden from the user are read again, in"
            + " milliseconds. The user may have lost its rights for a while. If the rows are"
            + " still hidden, they"
            + " are looked for ever more rarely, for a day. Times that showed no row at all are"
            + " read again as soon as the table shows rows. Rows that are shown are sent, counted"
            + " (hidden-rows-shown-total) and logged. 0: never. See the guide on monitoring.");
    group.add(
        SourceKeys.PAGE_SIZE,
        ConfigDef.Type.INT,
        1000,
        Range.between(1, 50_000),
        Importance.MEDIUM,
        "Page size",
        "Number of rows per request when reading begins. The connector halves it when a request"
            + " exceeds the instance's time quota, and increases it again afterwards, up to"
            + " page.size.max.");
    group.add(
        SourceKeys.PAGE_SIZE_MAX,
        ConfigDef.Type.INT,
        null,
        Range.between(1, 50_000),
        Importance.LOW,
        "Maximum page size",
        "Maximum number of rows per request. Default: page.size if that is set, otherwise 10000."
            + " While full pages take less than 5 seconds and no more than an eighth of"
            + " max.pending.bytes, the connector doubles their size after every third one, so that"
            + " a snapshot and a backlog take fewer requests. Pages larger than page.size that take"
            + " more than 20 seconds are halved, and a size that was too much is avoided for a"
            + " while.");
    group.add(
        SourceKeys.QUERY_NO_DOMAIN,
        ConfigDef.Type.BOOLEAN,
        false,
        Importance.LOW,
        "Rows of all domains",
        "Whether rows of all domains are read, and not only those of the user's own domain. The"
            + " user needs the role query_no_domain_table_api. If it is changed, the snapshot starts"
            + " over, as with another query.");
    group.add(
        SourceKeys.QUERY_CATEGORY,
        ConfigDef.Type.STRING,
        null,
        Validators.category(),
        Importance.LOW,
        "Query category",
        "Category of the databases that may answer the table's queries, such as read replicas."
            + " Default: none, which is the primary database. A replica that lags behind shows rows"
            + " late: settle.ms or lookback.ms must be longer than its lag.");
    group.add(
        SourceKeys.EXCLUDE_UPDATED_BY,
        ConfigDef.Type.LIST,
        List.of(),
        Importance.LOW,
        "Exclude updated by",
        "Users whose changes are not sent. A row that one of them updated last (sys_updated_by)"
            + " produces no record, so that a sink's writes do not come back. Case does not matter,"
            + " accents do.");
  }

  private static void deletes(KeyGroup group) {
    group.addChoice(
        SourceKeys.DELETES,
        "none",
        OneOf.of("none", "tombstone", "event"),
        Importance.MEDIUM,
        "Deletes",
        "What is sent for a deleted row. none: nothing. tombstone: a record with the row's key"
            + " and a null value. event: a record with operation d and the row's ID, then a"
            + " tombstone. Deletes are read from sys_audit_delete; the user needs read access to"
            + " it and to sys_db_object. Deletes that ServiceNow does not audit are not seen: see"
            + " the guide on deletes.");
    group
        .when(KeyCondition.is(SourceKeys.DELETES, "none").not())
        .add(
            SourceKeys.DELETES_SETTLE,
            ConfigDef.Type.LONG,
            60_000L,
            Range.between(0, 86_400_000),
            Importance.LOW,
            "Settle time of deletes (ms)",
            "How far behind the instance's clock deletes are read, in milliseconds. Releases"
                + " before Australia write sys_audit_delete in the background: a delete that is"
                + " audited more than this long after its timestamp is missed.");
  }

  private static void rescans(KeyGroup group) {
    group.add(
        SourceKeys.RESCAN_INTERVAL,
        ConfigDef.Type.LONG,
        0L,
        Range.atLeast(0),
        Importance.LOW,
        "Rescan interval (ms)",
        "Pause between two full passes over the table, in milliseconds. 0: no passes. A pass"
            + " reads every row, in parallel with the changes, and sends a record for each row"
            + " that changed without a new timestamp.field (autoSysFields(false), imports with"
            + " past dates). It costs one request per page, and memory"
            + " (rescan.max.rows).");
    KeyGroup rescanned =
        group.when(
            KeyCondition.of(
                SourceKeys.RESCAN_INTERVAL,
                interval -> interval instanceof Long millis && millis > 0));
    rescanned.addChoice(
        SourceKeys.RESCAN_FIRST_PASS,
        "learn",
        OneOf.of("learn", "emit"),
        Importance.LOW,
        "First rescan",
        "What the first pass after a start does with rows that this task has not sent. learn: it"
            + " only remembers them, so a change without a new timestamp that was made while no"
            + " task was running is never found. emit: it sends a record with operation r for"
            + " each of them, so each start sends the whole table again.");
    rescanned.add(
        SourceKeys.RESCAN_MAX_ROWS,
        ConfigDef.Type.INT,
        1_000_000,
        Range.between(1, 100_000_000),
        Importance.LOW,
        "Rescan rows",
        "Maximum number of rows of a table that a rescan compares. Each takes 22 to 43 bytes of"
            + " the worker's memory. Rows beyond it are read and counted, with a warning, but not"
            + " compared.");
  }
}
