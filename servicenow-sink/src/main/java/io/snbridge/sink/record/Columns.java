/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * Which of a record's fields become which columns. {@code include} and {@code exclude} speak of the
 * record's names, before {@code rename}.
 *
 * @param include fields to write; empty for all. A field that becomes {@code sys_id} tells the row
 *     and needs no mention.
 * @param exclude fields left out, {@code sys_id} too when it is named
 * @param rename field to column
 */
public record Columns(
    Set<String> include, Set<String> exclude, Map<String, String> rename, NullFields nullFields) {

  public Columns {
    include = Set.copyOf(include);
    exclude = Set.copyOf(exclude);
    rename = Map.copyOf(rename);
  }

  /**
   * Columns in the order of the fields; a modifiable map without null values.
   *
   * @throws DataException when the value is no row, or a field's value does not fit a column
   */
  Map<String, String> of(Object value) {
    Map<String, String> columns = new LinkedHashMap<>();
    if (value instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        add(columns, field.name(), field.schema(), struct.get(field));
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((name, field) -> add(columns, fieldName(name), null, field));
    } else if (value instanceof String text) {
      JsonObject.read(text).forEach((name, field) -> add(columns, name, null, field));
    } else {
      throw new DataException(
          ("The value is of type %s; a row needs a Struct, a map, or the text of a JSON object."
                  + " Check value.converter")
              .formatted(value.getClass().getName()));
    }
    return columns;
  }

  /** What a row's {@code sys_id} column has; its other fields are not looked at. */
  Optional<String> sysId(Object value) {
    Columns onlyId = new Columns(Set.of(RowIds.SYS_ID), exclude, rename, NullFields.IGNORE);
    return Optional.ofNullable(onlyId.of(value).get(RowIds.SYS_ID));
  }

  private static String fieldName(Object name) {
    if (name instanceof String text) {
      return text;
    }
    throw new DataException("The value is a map, and not all of its keys are strings");
  }

  private void add(Map<String, String> columns, String name, Schema schema, Object value) {
    String column = rename.getOrDefault(name, name);
    boolean included = include.isEmpty() || include.contains(name) || column.equals(RowIds.SYS_ID);
    if (!included || exclude.contains(name) || (value == null && nullFields == NullFields.IGNORE)) {
      return;
    }
    String text = value == null ? "" : ColumnText.of(name, schema, value);
    if (columns.put(column, text) != null) {
      throw new DataException(
          "Two fields of the value become column '%s'; see fields.rename".formatted(column));
    }
  }
}
