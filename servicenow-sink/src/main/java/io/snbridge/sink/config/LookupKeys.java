/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.sink.record.IdMode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * The keys of {@code id.mode=lookup}: which row a record speaks of, told by its content.
 *
 * @param columns that identify a row
 * @param caseSensitive whether case and accents distinguish rows
 * @param cacheSize how many found rows are remembered
 * @param cacheTime how long
 */
public record LookupKeys(
    List<String> columns, boolean caseSensitive, int cacheSize, Duration cacheTime) {

  public static final String FIELDS = "id.lookup.fields";
  static final String CASE_SENSITIVE = "id.lookup.case.sensitive";
  static final String CACHE_SIZE = "id.lookup.cache.size";
  static final String CACHE_MS = "id.lookup.cache.ms";

  private static final String LOOKUP = "lookup";

  static final KeyCondition IS_ON = WriteApi.ROWS.and(KeyCondition.is(WriteKeys.ID_MODE, LOOKUP));

  static void define(ConfigDef keys) {
    KeyGroup group = new KeyGroup(keys, "Lookup").when(IS_ON);
    group.add(
        FIELDS,
        ConfigDef.Type.LIST,
        List.of(),
        columnNames(),
        HIGH,
        "Lookup fields",
        "Columns that identify a row, by their names in ServiceNow (after fields.rename). The"
            + " record's row is the one that has the record's values in all of them. A record is"
            + " refused if it lacks one of them, or if its values are those of several rows or"
            + " of a row that the user may not see. A tombstone names its row by its key, which"
            + " must be a structure with these fields. A new row gets a sys_id computed from the"
            + " table and these values, so that neither a replay nor another task creates a"
            + " second one. The columns should have an index in ServiceNow. An unknown column is"
            + " an error. Required for id.mode=lookup.");
    group.add(
        CASE_SENSITIVE,
        ConfigDef.Type.BOOLEAN,
        false,
        MEDIUM,
        "Lookup by case",
        "Whether case and accents distinguish rows. false: as ServiceNow compares, ab, AB and áb"
            + " are one row. true: only a row with exactly the record's values is the record's."
            + " Set it for keys such as Salesforce's IDs of 15 characters, and only where"
            + " ServiceNow allows rows that differ only in case (no unique index). Trailing"
            + " blanks never count.");
    group.add(
        CACHE_SIZE,
        ConfigDef.Type.INT,
        10_000,
        Range.atLeast(0),
        LOW,
        "Lookup cache size",
        "Maximum number of found rows that each task remembers. The most recently used ones are"
            + " kept; each takes about 250 bytes. 0: the row of every record is looked up. That"
            + " a row was not found is never remembered.");
    group.add(
        CACHE_MS,
        ConfigDef.Type.LONG,
        Duration.ofMinutes(5).toMillis(),
        Range.atLeast(0),
        LOW,
        "Lookup cache time",
        "How long a found row is remembered, in milliseconds. If somebody gives a row other"
            + " values in its lookup fields, the connector still writes to it for that long. A"
            + " row that is gone is looked up again at once.");
  }

  private static Validator columnNames() {
    return LambdaValidator.with(
        (key, value) -> {
          Set<String> seen = new HashSet<>();
          for (Object column : (List<?>) value) {
            String name = String.valueOf(column);
            if (!isColumn(name)) {
              throw new ConfigException(
                  key,
                  value,
                  "'" + name + "' is not a column of a table: use letters, digits and '_'");
            }
            if (name.equals("sys_id")) {
              throw new ConfigException(
                  key,
                  value,
                  "'sys_id' cannot be looked up: if records have it, set id.mode=sys_id instead");
            }
            if (!seen.add(name)) {
              throw new ConfigException(key, value, "'" + name + "' is listed twice");
            }
          }
        },
        () -> "list of columns, without dots");
  }

  private static boolean isColumn(String name) {
    try {
      return name.indexOf('.') < 0
          && !EncodedQuery.where(name, Operator.EQUALS, "x").text().isEmpty();
    } catch (IllegalArgumentException noColumn) {
      return false;
    }
  }

  /** Empty unless rows are looked up. */
  static Optional<LookupKeys> of(AbstractConfig config) {
    return WriteKeys.of(config).idMode() == IdMode.LOOKUP
        ? Optional.of(
            new LookupKeys(
                List.copyOf(config.getList(FIELDS)),
                config.getBoolean(CASE_SENSITIVE),
                config.getInt(CACHE_SIZE),
                Settings.millis(config, CACHE_MS)))
        : Optional.empty();
  }

  /** Errors of keys that do not fit each other. */
  static void check(CheckedValues values) {
    if (!values.isSound(FIELDS) || !values.isSound(WriteKeys.ID_MODE)) {
      return;
    }
    List<String> columns = values.list(FIELDS);
    if (!values.word(WriteKeys.ID_MODE).equals(LOOKUP)) {
      if (!columns.isEmpty()) {
        values.error(FIELDS, "used only with id.mode=lookup: set that, or remove this key");
      }
      return;
    }
    if (columns.isEmpty()) {
      values.error(FIELDS, "required with id.mode=lookup: list the columns that identify a row");
    }
    if (values.isSet(EventKeys.ID_PATH)) {
      values.error(
          EventKeys.ID_PATH,
          "not used with id.mode=lookup, where id.lookup.fields identifies the row: remove"
              + " this key");
    }
    columnsAreWritten(columns, values);
  }

  /** A row that is created without them would never be found. */
  private static void columnsAreWritten(List<String> columns, CheckedValues values) {
    if (!values.isSound(FieldKeys.FIELDS_RENAME)) {
      return;
    }
    Map<String, String> renamed = Pairs.of(values.list(FieldKeys.FIELDS_RENAME));
    List<String> include = values.list(FieldKeys.FIELDS_INCLUDE);
    List<String> exclude = values.list(FieldKeys.FIELDS_EXCLUDE);
    for (String column : columns) {
      Set<String> sources = new HashSet<>();
      if (!renamed.containsKey(column)) {
        sources.add(column);
      }
      renamed.forEach(
          (field, target) -> {
            if (target.equals(column)) {
              sources.add(field);
            }
          });
      boolean written =
          sources.stream()
              .anyMatch(
                  field ->
                      !exclude.contains(field) && (include.isEmpty() || include.contains(field)));
      if (!written) {
        values.error(
            FIELDS,
            ("No field is written to column '%s' (see fields.include, fields.exclude and"
                        + " fields.rename): a")
                    .formatted(column)
                + " row that is created without it would never be found again");
      }
    }
  }
}
