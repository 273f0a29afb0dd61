/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import io.snbridge.sink.record.NullFields;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Which of a record's fields are written, and to which columns.
 *
 * @param include fields that are written; empty for all
 * @param exclude fields that are not
 * @param rename column by field
 * @param nulls what a null field does
 */
public record FieldKeys(
    Set<String> include, Set<String> exclude, Map<String, String> rename, NullFields nulls) {

  static final String NULL_FIELDS = "null.fields";
  public static final String FIELDS_INCLUDE = "fields.include";
  static final String FIELDS_EXCLUDE = "fields.exclude";
  public static final String FIELDS_RENAME = "fields.rename";

  static void define(KeyGroup group) {
    group.addChoice(
        NULL_FIELDS,
        "ignore",
        OneOf.of("ignore", "clear", "replace"),
        MEDIUM,
        "Null fields",
        "What a null field does. ignore: the column keeps its value. clear: the column is"
            + " emptied. replace: the same, and so is each column of fields.include that the record"
            + " lacks, as a PUT of other systems does; it needs fields.include, and does not go with"
            + " nested.fields=flatten.");
    group.add(
        FIELDS_INCLUDE,
        ConfigDef.Type.LIST,
        List.of(),
        MEDIUM,
        "Fields included",
        "Fields of the record that are written; empty for all. sys_id, which names the row, need"
            + " not be listed. Columns that ServiceNow sets itself (sys_created_on,"
            + " sys_created_by, sys_updated_on, sys_updated_by, sys_mod_count, sys_tags) are only"
            + " written if they are listed here.");
    group.add(
        FIELDS_EXCLUDE,
        ConfigDef.Type.LIST,
        List.of(),
        MEDIUM,
        "Fields excluded",
        "Fields of the record that are not written. If sys_id is listed, the record's own ID is"
            + " not used either.");
    group.add(
        FIELDS_RENAME,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.pairs("field:column", column -> !column.isEmpty()),
        LOW,
        "Fields renamed",
        "Fields that are written to a column of another name, as a list of field:column.");
  }

  static FieldKeys of(AbstractConfig config) {
    return new FieldKeys(
        Set.copyOf(config.getList(FIELDS_INCLUDE)),
        Set.copyOf(config.getList(FIELDS_EXCLUDE)),
        Pairs.of(config.getList(FIELDS_RENAME)),
        Settings.word(config, NULL_FIELDS, NullFields.class));
  }

  /**
   * No field is both included and excluded, and what replaces rows names their columns. Keys with
   * errors of their own are left alone.
   */
  static void check(CheckedValues values) {
    if (values.isSound(NULL_FIELDS) && values.word(NULL_FIELDS).equals("replace")) {
      replaces(values);
    }
    if (!values.isSound(FIELDS_INCLUDE) || !values.isSound(FIELDS_EXCLUDE)) {
      return;
    }
    TreeSet<String> both = new TreeSet<>(values.list(FIELDS_INCLUDE));
    both.retainAll(values.list(FIELDS_EXCLUDE));
    if (!both.isEmpty()) {
      values.error(
          FIELDS_EXCLUDE,
          "%s are also listed in %s: remove them from one of the two"
              .formatted(both, FIELDS_INCLUDE));
    }
  }

  private static void replaces(CheckedValues values) {
    if (values.isSound(FIELDS_INCLUDE) && values.list(FIELDS_INCLUDE).isEmpty()) {
      values.error(
          NULL_FIELDS,
          "'replace' empties what a record lacks of %s: list there the columns that records replace"
              .formatted(FIELDS_INCLUDE));
    }
    if (values.isSound(ValueKeys.NESTED) && values.word(ValueKeys.NESTED).equals("flatten")) {
      values.error(
          NULL_FIELDS,
          "'replace' does not go with %s=flatten, where a record does not tell which columns it lacks"
              .formatted(ValueKeys.NESTED));
    }
  }
}
