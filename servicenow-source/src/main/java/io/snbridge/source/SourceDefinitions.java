/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.config.ConnectionConfig;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;

/** What the keys of a connector and of a single table may hold, with their documentation. */
final class SourceDefinitions {

  private SourceDefinitions() {}

  /** Everything that is set for the connector as a whole. */
  private static final String TABLE_GROUP = "Table";

  static ConfigDef connector() {
    ConfigDef definition = ConnectionConfig.addTo(new ConfigDef());
    definition.define(
        SourceKeys.TABLES,
        ConfigDef.Type.LIST,
        ConfigDef.NO_DEFAULT_VALUE,
        new AliasList(),
        Importance.HIGH,
        "The tables to read, as aliases. An alias is the table's name unless 'table.<alias>.name' says otherwise, and it is the last part of the topic's name. An entry with '*' (any text) or '?' (one character) stands for every table whose name matches, now and later; the alias of such a table is its name. Whole tables are spread over the tasks, so more tasks than tables do nothing.",
        SharedKeys.GROUP,
        1,
        Width.LONG,
        "Tables");
    definition.define(
        SourceKeys.TOPIC_PREFIX,
        ConfigDef.Type.STRING,
        "servicenow",
        Validators.topic(),
        Importance.MEDIUM,
        "The topic of a table is '<topic.prefix>.<alias>', unless 'table.<alias>.topic' says otherwise.",
        SharedKeys.GROUP,
        2,
        Width.MEDIUM,
        "Topic prefix");
    definition.define(
        SourceKeys.REFUSED_TIMEOUT,
        ConfigDef.Type.LONG,
        600_000L,
        Range.atLeast(0),
        Importance.MEDIUM,
        "How long a table is tried again, in milliseconds, that ServiceNow refuses (403, 404, 400), or whose answers break the rules. The other tables go on meanwhile; then the task fails and names the table. 'servicenow.retry.timeout.ms' holds when it is shorter. Credentials that are not accepted fail the task at once.",
        SharedKeys.GROUP,
        3,
        Width.SHORT,
        "Refused timeout (ms)");
    definition.define(
        SourceKeys.TABLES_REFRESH,
        ConfigDef.Type.LONG,
        300_000L,
        Range.atLeast(1),
        Importance.LOW,
        "How often the patterns in 'tables' are held against the tables that ServiceNow has, in milliseconds. Connect restarts the connector's tasks when other tables match. Costs a request for each pattern and 1000 tables; nothing is asked without a pattern.",
        SharedKeys.GROUP,
        4,
        Width.SHORT,
        "Tables refresh interval (ms)");
    SharedKeys.addTo(definition);
    definition.defineInternal(
        SourceKeys.TASK_TABLES, ConfigDef.Type.LIST, List.of(), Importance.LOW);
    return definition;
  }

  /** What one table's settings are made of, once its own keys have replaced the connector's. */
  static ConfigDef table() {
    ConfigDef definition = new ConfigDef();
    SharedKeys.addTo(definition);
    definition.define(
        SourceKeys.NAME,
        ConfigDef.Type.STRING,
        null,
        Validators.orNull(Validators.table()),
        Importance.HIGH,
        "The table's name in ServiceNow. Without it the alias is the name.",
        TABLE_GROUP,
        1,
        Width.MEDIUM,
        "Table");
    definition.define(
        SourceKeys.TOPIC,
        ConfigDef.Type.STRING,
        null,
        Validators.orNull(Validators.topic()),
        Importance.MEDIUM,
        "The topic of this table's records.",
        TABLE_GROUP,
        2,
        Width.MEDIUM,
        "Topic");
    definition.define(
        SourceKeys.QUERY,
        ConfigDef.Type.STRING,
        "",
        Validators.encodedQuery(),
        Importance.MEDIUM,
        "Only rows that match this encoded query are read; '^NQ' and '^OR' are allowed, 'ORDERBY' is not. ServiceNow ignores a condition on an unknown field, which then matches every row. A row that stops matching gives no record.",
        TABLE_GROUP,
        3,
        Width.LONG,
        "Query");
    definition.define(
        SourceKeys.FIELDS,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.recordFields(),
        Importance.MEDIUM,
        "The columns of the record's value, dot-walked ones ('caller_id.email') allowed; all columns without it. The columns that position, key and headers need are read in addition, and do not become part of the value.",
        TABLE_GROUP,
        4,
        Width.LONG,
        "Columns");
    definition.define(
        SourceKeys.COLUMN_TYPES,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.columnTypes(),
        Importance.LOW,
        "The types of columns with 'schema.mode=dictionary' in place of those that sys_dictionary has, as 'column:internal_type', for example 'u_rank:integer'. Keeps a topic's schema when a column was given another type; a value that does not fit is treated as 'behavior.on.invalid.values' says.",
        TABLE_GROUP,
        5,
        Width.LONG,
        "Types of columns");
    definition.define(
        SourceKeys.TIMESTAMP_FIELD,
        ConfigDef.Type.STRING,
        "sys_updated_on",
        Validators.column(),
        Importance.LOW,
        "The column that says when a row was last changed. It should be indexed. A table without 'sys_updated_on' can be read by 'sys_created_on', which finds new rows only.",
        TABLE_GROUP,
        6,
        Width.MEDIUM,
        "Timestamp column");
    definition.define(
        SourceKeys.ID_FIELD,
        ConfigDef.Type.STRING,
        "sys_id",
        Validators.column(),
        Importance.LOW,
        "The column that identifies a row, unique and never empty. A database view has none named 'sys_id'.",
        TABLE_GROUP,
        7,
        Width.MEDIUM,
        "Id column");
    return definition;
  }
}
