/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * How the rows of one table become records.
 *
 * @param table the table's name, for the header
 * @param fields the columns of the value, dot-walked ones allowed; empty for all
 * @param timestampField column of the row's last change
 * @param idField column that identifies a row
 * @param format whether the value is the row or has it in an envelope
 * @param columnTypes column to internal type, in place of the dictionary's
 * @param timeMode for {@link SchemaMode#DICTIONARY}
 * @param invalidValues for {@link SchemaMode#DICTIONARY}
 * @param display the user's choice: values, display values, or both
 * @param references for {@link SchemaMode#DICTIONARY}
 * @param keyFields for {@link KeyMode#FIELD_HASH}
 * @param timestamps which time the records have in Kafka
 * @param excludedUsers rows last updated by them give no record; lower case
 */
public record RecordSettings(
    String table,
    String topic,
    List<String> fields,
    String timestampField,
    String idField,
    SchemaMode schemaMode,
    OutputFormat format,
    Map<String, String> columnTypes,
    TimeMode timeMode,
    InvalidValues invalidValues,
    DisplayValue display,
    References references,
    KeyMode keyMode,
    List<String> keyFields,
    TimestampRules timestamps,
    Set<String> excludedUsers) {

  public static final String UPDATED_BY = "sys_updated_by";
  static final String MOD_COUNT = "sys_mod_count";
  static final String CREATED_ON = "sys_created_on";

  public RecordSettings {
    fields = List.copyOf(fields);
    columnTypes = Map.copyOf(columnTypes);
    keyFields = List.copyOf(keyFields);
    excludedUsers = Set.copyOf(excludedUsers);
  }

  /**
   * The columns to ask for: those of the value, and what position, key and headers need. Empty for
   * all. A column that the table does not have is ignored by the instance.
   */
  public List<String> requestedFields() {
    if (fields.isEmpty()) {
      return fields;
    }
    Set<String> wanted = new LinkedHashSet<>(fields);
    wanted.add(idField);
    wanted.add(timestampField);
    wanted.add(MOD_COUNT);
    wanted.add(CREATED_ON);
    wanted.addAll(keyFields);
    if (!excludedUsers.isEmpty()) {
      wanted.add(UPDATED_BY);
    }
    return new ArrayList<>(wanted);
  }

  /**
   * Whether a row was last updated by a user whose changes give no record. Upper case is not told
   * from lower case, as ServiceNow does with users' names; accents are.
   */
  public boolean isExcluded(Row row) {
    return !excludedUsers.isEmpty()
        && row.value(UPDATED_BY)
            .filter(user -> excludedUsers.contains(user.toLowerCase(Locale.ROOT)))
            .isPresent();
  }

  /** The schema of a row without its fields; in an envelope, a row may be missing. */
  SchemaBuilder rowSchema() {
    SchemaBuilder schema = SchemaBuilder.struct().name(SchemaName.row(topic));
    return format == OutputFormat.ENVELOPE ? schema.optional() : schema;
  }

  /** For reading the stored values of another table in the course of reading this one. */
  public RecordSettings reading(String other, List<String> columns, String timestamp, String id) {
    return new RecordSettings(
        other,
        topic,
        columns,
        timestamp,
        id,
        schemaMode,
        format,
        Map.of(),
        timeMode,
        invalidValues,
        DisplayValue.FALSE,
        References.AS_IDS,
        KeyMode.SYS_ID,
        List.of(),
        TimestampRules.NONE,
        Set.of());
  }

  /**
   * What to ask the instance for. Display values alone would hide the position: a displayed date is
   * in the user's zone and format, so both are asked for, and the record takes what it wants.
   */
  public DisplayValue requestedDisplay() {
    return display == DisplayValue.FALSE && references.format() != ReferenceFormat.BOTH
        ? DisplayValue.FALSE
        : DisplayValue.ALL;
  }
}
