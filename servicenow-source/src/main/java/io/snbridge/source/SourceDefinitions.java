/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** What the keys of a connector and of a single table may hold, with their documentation. */
final class SourceDefinitions {

  private SourceDefinitions() {}

  /** Everything that is set for the connector as a whole. */
  static ConfigDef connector() {
    return ConnectionConfig.definition(
        definition -> {
          tables(new KeyGroup(definition, "Tables"));
          SharedKeys.addTo(definition);
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
        new AliasList(),
        Importance.HIGH,
        "Tables",
        "The tables to read, as aliases. An alias is the table's name unless 'table.<alias>.name' says otherwise, and it is the last part of the topic's name. An entry with '*' (any text) or '?' (one character) stands for every table whose name matches, now and later; the alias of such a table is its name. Whole tables are spread over the tasks, so more tasks than tables do nothing.");
    group.add(
        SourceKeys.TOPIC_PREFIX,
        ConfigDef.Type.STRING,
        "servicenow",
        Validators.topic(),
        Importance.MEDIUM,
        "Topic prefix",
        "The topic of a table is '<topic.prefix>.<alias>', unless 'table.<alias>.topic' says otherwise.");
    group
        .when(KeyCondition.of(SourceKeys.TABLES, SourceDefinitions::hasPattern))
        .add(
            SourceKeys.TABLES_REFRESH,
            ConfigDef.Type.LONG,
            300_000L,
            Range.atLeast(1),
            Importance.LOW,
            "Tables refresh interval (ms)",
            "How often the patterns in 'tables' are held against the tables that ServiceNow has, in milliseconds. Connect restarts the connector's tasks when other tables match. Costs a request for each pattern and 1000 tables; nothing is asked without a pattern.");
    group.add(
        SourceKeys.REFUSED_TIMEOUT,
        ConfigDef.Type.LONG,
        600_000L,
        Range.atLeast(0),
        Importance.MEDIUM,
        "Refused timeout (ms)",
        "How long a table is tried again, in milliseconds, that ServiceNow refuses (403, 404, 400), or whose answers break the rules. The other tables go on meanwhile; then the task fails and names the table. 'servicenow.retry.timeout.ms' holds when it is shorter. Credentials that are not accepted fail the task at once.");
  }

  private static boolean hasPattern(Object tables) {
    return tables instanceof List<?> entries
        && entries.stream().anyMatch(entry -> TablePattern.isMeantBy(String.valueOf(entry)));
  }

  /** What one table's settings are made of, once its own keys have replaced the connector's. */
  static ConfigDef table() {
    ConfigDef definition = new ConfigDef();
    KeyGroup group = new KeyGroup(definition, "Table");
    group.add(
        SourceKeys.NAME,
        ConfigDef.Type.STRING,
        null,
        Validators.table(),
        Importance.HIGH,
        "Table",
        "The table's name in ServiceNow. Without it the alias is the name.");
    group.add(
        SourceKeys.TOPIC,
        ConfigDef.Type.STRING,
        null,
        Validators.topic(),
        Importance.MEDIUM,
        "Topic",
        "The topic of this table's records.");
    group.add(
        SourceKeys.QUERY,
        ConfigDef.Type.STRING,
        "",
        Validators.encodedQuery(),
        Importance.MEDIUM,
        "Query",
        "Only rows that match this encoded query are read; '^NQ' and '^OR' are allowed, 'ORDERBY' is not. ServiceNow ignores a condition on an unknown field, which then matches every row. A row that stops matching gives no record.");
    group.add(
        SourceKeys.FIELDS,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.recordFields(),
        Importance.MEDIUM,
        "Columns",
        "The columns of the record's value, dot-walked ones ('caller_id.email') allowed; all columns without it. The columns that position, key and headers need are read in addition, and do not become part of the value.");
    group
        .when(KeyCondition.is(SourceKeys.SCHEMA_MODE, "dictionary"))
        .add(
            SourceKeys.COLUMN_TYPES,
            ConfigDef.Type.LIST,
            List.of(),
            Validators.columnTypes(),
            Importance.LOW,
            "Types of columns",
            "The types of columns with 'schema.mode=dictionary' in place of those that sys_dictionary has, as 'column:internal_type', for example 'u_rank:integer'. Keeps a topic's schema when a column was given another type; a value that does not fit is treated as 'behavior.on.invalid.values' says.");
    group.add(
        SourceKeys.TIMESTAMP_FIELD,
        ConfigDef.Type.STRING,
        "sys_updated_on",
        Validators.column(),
        Importance.LOW,
        "Timestamp column",
        "The column that says when a row was last changed. It should be indexed. A table without 'sys_updated_on' can be read by 'sys_created_on', which finds new rows only.");
    group.add(
        SourceKeys.ID_FIELD,
        ConfigDef.Type.STRING,
        "sys_id",
        Validators.column(),
        Importance.LOW,
        "Id column",
        "The column that identifies a row, unique and never empty. A database view has none named 'sys_id'.");
    SharedKeys.addTo(definition);
    return definition;
  }
}
