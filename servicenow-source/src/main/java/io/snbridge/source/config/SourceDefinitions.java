/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** What the keys of a connector and of a single table may hold, with their documentation. */
public final class SourceDefinitions {

  private SourceDefinitions() {}

  /** Everything that is set for the connector as a whole. */
  public static ConfigDef connector() {
    return ConnectionConfig.definition(
        definition -> {
          KeyGroup group = new KeyGroup(definition, "Tables");
          tables(group);
          memory(group);
          TableKeyDefinitions.addTo(definition);
          DoorbellKeys.define(new KeyGroup(definition, "Doorbell"));
        });
  }

  /** What a task is given: the connector's keys, and what the connector adds. */
  static ConfigDef task() {
    return connector()
        .defineInternal(SourceKeys.TASK_TABLES, ConfigDef.Type.LIST, List.of(), Importance.LOW);
  }

  private static void tables(KeyGroup group) {
    group.add(
        SourceKeys.TABLES,
        ConfigDef.Type.LIST,
        ConfigDef.NO_DEFAULT_VALUE,
        new AliasValidator(),
        Importance.HIGH,
        "Tables",
        "Tables to read, as a list of aliases. An alias is the table's name unless"
            + " table.<alias>.name says otherwise, and it is the last part of the topic's name."
            + " An entry with * (any text) or ? (one character) stands for all tables whose name"
            + " matches, including those created later; the alias of such a table is its name. A"
            + " table is read by one task, so more tasks than tables have no effect.");
    group.add(
        SourceKeys.TOPIC_PREFIX,
        ConfigDef.Type.STRING,
        "servicenow",
        Validators.topic(),
        Importance.MEDIUM,
        "Topic prefix",
        "First part of the topics' names: the topic of a table is <topic.prefix>.<alias>. For one"
            + " table table.<alias>.topic overrides it.");
    group
        .when(KeyCondition.of(SourceKeys.TABLES, SourceDefinitions::hasPattern))
        .add(
            SourceKeys.TABLES_REFRESH,
            ConfigDef.Type.LONG,
            300_000L,
            Range.atLeast(1),
            Importance.LOW,
            "Tables refresh interval (ms)",
            "How often the patterns in tables are compared with the instance's tables, in"
                + " milliseconds. If the matching tables have changed, Connect restarts the"
                + " connector's tasks. A comparison costs one request per pattern for every 1000"
                + " tables.");
    group.add(
        SourceKeys.REFUSED_TIMEOUT,
        ConfigDef.Type.LONG,
        600_000L,
        Range.atLeast(0),
        Importance.MEDIUM,
        "Refused timeout (ms)",
        "How long a table that is refused (400, 403, 404) is retried, in milliseconds. The same"
            + " holds for a table that is answered incorrectly, or not within the instance's time"
            + " quota. Meanwhile the other tables are read. After that, the"
            + " task fails and names the table. A shorter servicenow.retry.timeout.ms takes"
            + " precedence. Rejected credentials are retried as long, if it may not be ServiceNow"
            + " that rejects them; what ServiceNow itself says of them counts after 30 seconds.");
    group.addChoice(
        SourceKeys.REFUSED_TABLE,
        "fail",
        OneOf.of("fail", "continue"),
        Importance.MEDIUM,
        "Behavior on refused table",
        "What happens to a table that is still refused or answered incorrectly after"
            + " refused.timeout.ms. fail: its task fails, with all tables of that task. continue:"
            + " it is not read, and its task's other tables are; a warning says so, the metric"
            + " state is 'given up', and every 10 minutes the table is tried, to go on where it"
            + " was.");
  }

  private static void memory(KeyGroup group) {
    group.add(
        SourceKeys.MAX_PENDING_BYTES,
        ConfigDef.Type.LONG,
        null,
        Range.atLeast(1),
        Importance.LOW,
        "Maximum pending bytes",
        "How many bytes of pages each task has at a time, for all its tables. Default: 64 MiB, or a"
            + " sixteenth of the worker's heap if that is less. Pages count from their request"
            + " until Kafka has their records, or, with exactly-once, until Connect takes them. Bytes are counted as they are in ServiceNow's"
            + " answers, uncompressed; in memory they take some times that. How large a page will"
            + " be is estimated by the table's last pages. A page has fewer rows than page.size if"
            + " it would be more than a quarter of this, and does not grow beyond page.size to more"
            + " than an eighth. When there is no room for it, it is requested later; the tables"
            + " take turns. A single page may always be requested, whatever its size. No"
            + " more than half of this is read of a page of several rows, which is then requested"
            + " again with half as many; a single row may have any number of bytes. Pages of"
            + " tables that wait for something else, while their types are refused, say, are"
            + " counted apart, so that the others go on; when they are as much as this, pages"
            + " become smaller. All together are never more than twice this, and a row of each"
            + " table.");
  }

  private static boolean hasPattern(Object tables) {
    return tables instanceof List<?> entries
        && entries.stream().anyMatch(entry -> TablePattern.isMeantBy(String.valueOf(entry)));
  }

  /** What one table's settings are made of, once its own keys have replaced the connector's. */
  public static ConfigDef table() {
    ConfigDef definition = new ConfigDef();
    KeyGroup group = new KeyGroup(definition, "Table");
    group.add(
        SourceKeys.NAME,
        ConfigDef.Type.STRING,
        null,
        Validators.table(),
        Importance.HIGH,
        "Table",
        "Name of the table in ServiceNow. Default: the alias.");
    group.add(
        SourceKeys.TOPIC,
        ConfigDef.Type.STRING,
        null,
        Validators.topic(),
        Importance.MEDIUM,
        "Topic",
        "Topic of the table's records. Default: <topic.prefix>.<alias>.");
    group.add(
        SourceKeys.QUERY,
        ConfigDef.Type.STRING,
        "",
        Validators.encodedQuery(),
        Importance.MEDIUM,
        "Query",
        "Encoded query that selects the rows to read. ^NQ and ^OR are allowed, ORDERBY is not."
            + " ServiceNow ignores a condition on an unknown field, so that it matches every row."
            + " A row that no longer matches produces no record.");
    group.add(
        SourceKeys.FIELDS,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.recordFields(),
        Importance.MEDIUM,
        "Columns",
        "Columns of the record's value, also dot-walked ones such as caller_id.email. Empty: all"
            + " columns. Columns that are needed for offset, key and headers are read in"
            + " addition, but do not become part of the value.");
    group
        .when(KeyCondition.is(SourceKeys.SCHEMA_MODE, "dictionary"))
        .add(
            SourceKeys.COLUMN_TYPES,
            ConfigDef.Type.LIST,
            List.of(),
            Validators.columnTypes(),
            Importance.LOW,
            "Types of columns",
            "Types of columns that override sys_dictionary, as a list of column:internal_type, for"
                + " example u_rank:integer. They keep a topic's schema when a column is given"
                + " another type. A value that does not fit is handled by"
                + " behavior.on.invalid.values. For schema.mode=dictionary.");
    group.add(
        SourceKeys.TIMESTAMP_FIELD,
        ConfigDef.Type.STRING,
        "sys_updated_on",
        Validators.column(),
        Importance.LOW,
        "Timestamp column",
        "Column that says when a row was last changed. It should have an index. A table without"
            + " sys_updated_on can be read by sys_created_on, which finds new rows only.");
    group.add(
        SourceKeys.ID_FIELD,
        ConfigDef.Type.STRING,
        "sys_id",
        Validators.column(),
        Importance.LOW,
        "Id column",
        "Column that identifies a row: unique, and never empty. A database view has no column"
            + " named sys_id.");
    snapshotAgain(group);
    TableKeyDefinitions.addTo(definition);
    return definition;
  }

  private static void snapshotAgain(KeyGroup group) {
    group.add(
        SourceKeys.SNAPSHOT_ID,
        ConfigDef.Type.STRING,
        null,
        Validators.snapshotId(),
        Importance.LOW,
        "Snapshot ID",
        "A name of your choice. Each time it changes, the table is read once more, beside its"
            + " changes. Its rows are sent as they are, with operation r; changes are not held up,"
            + " and no row comes in an older state after a newer one. After a restart it goes on"
            + " where it stopped. A connector's first snapshot counts as that of the ID which is"
            + " set when it begins.");
    group
        .when(KeyCondition.of(SourceKeys.SNAPSHOT_ID, Objects::nonNull))
        .add(
            SourceKeys.SNAPSHOT_QUERY,
            ConfigDef.Type.STRING,
            "",
            Validators.encodedQuery(),
            Importance.LOW,
            "Snapshot query",
            "Encoded query that selects, of the table's rows, those to read again for snapshot.id."
                + " Empty: all. ServiceNow ignores a condition on an unknown field, so that it"
                + " matches every row. To read other rows, change snapshot.id as well.");
  }
}
