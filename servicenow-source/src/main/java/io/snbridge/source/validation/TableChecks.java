/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.validation;

import io.snbridge.common.config.CheckedConfig;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.UrlLength;
import io.snbridge.source.config.CreatedTopics;
import io.snbridge.source.config.SourceDefinitions;
import io.snbridge.source.config.SourceKeys;
import io.snbridge.source.config.StartTime;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.config.TableConfigParser;
import io.snbridge.source.config.TableOverrides;
import io.snbridge.source.config.TableSelection;
import io.snbridge.source.config.Validators;
import io.snbridge.source.scan.LongestRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports every error of the tables' settings, each on the key that has to change. */
public final class TableChecks {

  private static final Logger LOG = LoggerFactory.getLogger(TableChecks.class);
  private static final ConfigDef TABLE = SourceDefinitions.table();

  private final Map<String, String> properties;
  private final TableSelection entries;
  private final TableOverrides keys;
  private final Map<String, ConfigValue> values;
  private final ConfigErrors errors;

  /**
   * @param values of the connector's keys
   * @param errors to which those found here are added
   */
  public TableChecks(TableSelection entries, Map<String, ConfigValue> values, ConfigErrors errors) {
    this.properties = errors.properties();
    this.entries = entries;
    this.keys = new TableOverrides(entries, properties);
    this.values = values;
    this.errors = errors;
  }

  public void run() {
    keys.needlessNames().forEach(errors::error);
    entries.aliases().forEach(this::checkTable);
    entries.aliases().forEach(this::checkName);
    keys.matchedAliases().forEach(this::checkTable);
    // Stands for the tables that have no keys of their own.
    entries.patterns().forEach(pattern -> checkTable(pattern.text()));
  }

  private void checkTable(String alias) {
    Map<String, ConfigValue> table = CheckedConfig.of(TABLE, keys.of(alias));
    table.values().stream()
        .filter(ConfigValue::visible)
        .map(value -> keys.origin(alias, value.name()))
        .map(values::get)
        .filter(Objects::nonNull)
        .forEach(shared -> shared.visible(true));
    table.forEach(
        (key, value) -> {
          String origin = keys.origin(alias, key);
          // What is wrong with a shared key was said when the connector's keys were looked at.
          if (origin.startsWith(TableOverrides.PREFIX)) {
            value
                .errorMessages()
                .forEach(message -> errors.error(origin, ofKey(message, key, origin)));
          }
        });
    if (is(table, SourceKeys.SNAPSHOT_MODE, "never")
        && value(table, SourceKeys.START_TIMESTAMP) == null) {
      errors.error(
          missing(alias, SourceKeys.START_TIMESTAMP, SourceKeys.SNAPSHOT_MODE),
          "required with snapshot.mode=never, the time of the first change to read: "
              + StartTime.FORMS);
    }
    if (is(table, SourceKeys.KEY_MODE, "field_hash")
        && List.of().equals(value(table, SourceKeys.KEY_FIELDS))) {
      errors.error(
          missing(alias, SourceKeys.KEY_FIELDS, SourceKeys.KEY_MODE),
          "required with key.mode=field_hash: list the columns of the key");
    }
    checkDeletes(alias, table);
    checkReferences(alias, table);
    if (table.values().stream().allMatch(value -> value.errorMessages().isEmpty())) {
      checkQuery(alias);
    }
    if (is(table, SourceKeys.DELETES, "none")
        && List.of().equals(value(table, SourceKeys.FIELDS))
        && value(table, SourceKeys.KEY_FIELDS) instanceof List<?> columns
        && columns.toString().contains(".")) {
      errors.error(
          keys.origin(alias, SourceKeys.KEY_FIELDS),
          ("Table '%s': the instance returns dot-walked columns only if columns are named. Set"
                  + " 'fields', or use columns of the table itself")
              .formatted(alias));
    }
  }

  /** What a request would be, of settings that are each in order. */
  private void checkQuery(String alias) {
    TableConfig table =
        TableConfigParser.parse(alias, keys.of(alias), "", 1, new CreatedTopics(Map.of()), "");
    if (Validators.isTable(table.table())) {
      checkLength(table);
    }
    warn(table.query(), keys.origin(alias, SourceKeys.QUERY));
    table
        .again()
        .ifPresent(again -> warn(again.query(), keys.origin(alias, SourceKeys.SNAPSHOT_QUERY)));
  }

  private static void warn(EncodedQuery query, String key) {
    query
        .doubts()
        .forEach(
            doubt ->
                LOG.warn(
                    "{}: {}. ServiceNow ignores what it does not understand in a query, and then"
                        + " every row matches",
                    key,
                    doubt));
  }

  private void checkLength(TableConfig table) {
    int length = properties.getOrDefault(ConnectionConfig.URL, "").length();
    length += LongestRequest.of(table);
    if (length > UrlLength.LONGEST) {
      int query = UrlLength.of(table.query());
      int fields = UrlLength.of(table.record().requestedFields());
      errors.error(
          keys.origin(table.alias(), query > fields ? SourceKeys.QUERY : SourceKeys.FIELDS),
          ("Table '%s': requests would have URLs of up to %d characters, of which 'query' takes %d"
                  + " and 'fields' %d, but instances refuse more than %d or so. Read fewer columns,"
                  + " or all (without 'fields'), or write 'query' shorter; several aliases can read"
                  + " one table, each with a part of it")
              .formatted(table.alias(), length, query, fields, UrlLength.LONGEST));
    }
  }

  private static @Nullable Object value(Map<String, ConfigValue> table, String key) {
    return CheckedConfig.value(table, key).value();
  }

  private static boolean is(Map<String, ConfigValue> table, String key, String word) {
    return word.equalsIgnoreCase((String) value(table, key));
  }

  private void checkName(String alias) {
    if (!properties.containsKey(TableOverrides.name(alias, SourceKeys.NAME))
        && !Validators.isTable(alias)) {
      errors.error(
          TableOverrides.name(alias, SourceKeys.NAME),
          "alias '%s' is not the name of a table: set this key to the table's name"
              .formatted(alias));
    }
  }

  private void checkReferences(String alias, Map<String, ConfigValue> table) {
    if (is(table, SourceKeys.REFERENCE_FORMAT, "id")) {
      return;
    }
    if (!is(table, SourceKeys.SCHEMA_MODE, "dictionary")) {
      errors.error(
          keys.origin(alias, SourceKeys.REFERENCE_FORMAT),
          ("Table '%s': only the dictionary tells which columns are references. Set"
                  + " 'schema.mode' to 'dictionary', or 'reference.format' to 'id'")
              .formatted(alias));
    }
    if (is(table, SourceKeys.DISPLAY_VALUE, "true")) {
      errors.error(
          keys.origin(alias, SourceKeys.REFERENCE_FORMAT),
          ("Table '%s': with 'display.value=true', a reference is a text, and has no sys_id. Set"
                  + " 'display.value' to 'false' or 'all', or 'reference.format' to 'id'")
              .formatted(alias));
    }
  }

  private void checkDeletes(String alias, Map<String, ConfigValue> table) {
    if (is(table, SourceKeys.DELETES, "none")) {
      return;
    }
    if (!"sys_id".equals(value(table, SourceKeys.ID_FIELD))) {
      errors.error(
          keys.origin(alias, SourceKeys.DELETES),
          ("Table '%s' is read by 'id.field=%s', but ServiceNow audits deletes by sys_id. Set"
                  + " 'deletes' to 'none' for this table")
              .formatted(alias, value(table, SourceKeys.ID_FIELD)));
    }
    if (is(table, SourceKeys.KEY_MODE, "field_hash")
        && String.valueOf(value(table, SourceKeys.KEY_FIELDS)).contains(".")) {
      errors.error(
          keys.origin(alias, SourceKeys.KEY_FIELDS),
          ("Table '%s' has dot-walked 'key.fields', but the audit of a deleted row has only the"
                  + " row's own columns. Use columns of the table, or set 'deletes' to 'none' for it")
              .formatted(alias));
    }
  }

  /** Where to set what another key asks for: beside it. */
  private String missing(String alias, String key, String asking) {
    return keys.origin(alias, asking).equals(asking)
        ? keys.origin(alias, key)
        : TableOverrides.name(alias, key);
  }

  /** ConfigDef's messages name the short key. */
  private static String ofKey(String message, String key, String origin) {
    return message.replace("configuration " + key, "configuration " + origin);
  }
}
