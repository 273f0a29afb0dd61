/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.sink.value.FieldValue;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Which of a record's fields become which columns. {@code include} and {@code exclude} speak of the
 * record's names, before {@code rename}. Columns that ServiceNow sets itself are written only when
 * they are named in {@code include}.
 *
 * @param include fields to write; empty for all. A field that becomes {@code sys_id} tells the row
 *     and needs no mention.
 * @param exclude fields left out, {@code sys_id} too when it is named
 * @param rename field to column
 * @param nested what becomes of objects and lists
 * @param unavailable a value of this kind leaves its column alone
 */
public record Columns(
    Set<String> include,
    Set<String> exclude,
    Map<String, String> rename,
    NullFields nullFields,
    NestedFields nested,
    Unavailable unavailable) {

  /** What is sent of these is overwritten, or not looked at. */
  private static final Set<String> SET_BY_SERVICENOW =
      Set.of(
          "sys_created_on",
          "sys_created_by",
          "sys_updated_on",
          "sys_updated_by",
          "sys_mod_count",
          "sys_tags");

  public Columns {
    include = Set.copyOf(include);
    exclude = Set.copyOf(exclude);
    rename = Map.copyOf(rename);
  }

  Columns(
      Set<String> include,
      Set<String> exclude,
      Map<String, String> rename,
      NullFields nullFields,
      NestedFields nested) {
    this(include, exclude, rename, nullFields, nested, Unavailable.DEFAULT);
  }

  /**
   * Columns in the order of the fields; a modifiable map without null values.
   *
   * @throws DataException when the value is no row, or a field's value is none of any column
   */
  Map<String, FieldValue> of(Object value) {
    Map<String, FieldValue> columns = new LinkedHashMap<>();
    Object row = value instanceof String text ? JsonObject.read(text) : value;
    if (!isObject(row)) {
      throw new DataException(
          ("The value is of type %s; a row needs a Struct, a map, or the text of a JSON object."
                  + " Check value.converter")
              .formatted(value.getClass().getName()));
    }
    addAll(columns, "", include.isEmpty(), null, row, 0);
    if (nullFields == NullFields.REPLACE) {
      addLacking(columns, row);
    }
    return columns;
  }

  /** The columns that the row lacks; what it says to be unavailable is there. */
  private void addLacking(Map<String, FieldValue> columns, Object row) {
    for (String name : include) {
      String column = rename.getOrDefault(name, name);
      if (!column.equals(RowIds.SYS_ID)
          && !SET_BY_SERVICENOW.contains(column)
          && !unavailable.is(value(row, name))) {
        columns.putIfAbsent(column, new FieldValue.Nothing(false));
      }
    }
  }

  private static @Nullable Object value(Object row, String name) {
    if (row instanceof Struct struct) {
      return struct.schema().field(name) == null ? null : struct.getWithoutDefault(name);
    }
    return ((Map<?, ?>) row).get(name);
  }

  /** What a row's {@code sys_id} column has; its other fields are not looked at. */
  Optional<String> sysId(Object value) {
    return Optional.ofNullable(
            only(Set.of(RowIds.SYS_ID), NestedFields.FAIL).of(value).get(RowIds.SYS_ID))
        .map(FieldValue::text);
  }

  /** What a row has for some columns; its other fields are not looked at. */
  Map<String, FieldValue> only(Set<String> columns, Object value) {
    Set<String> fields = new HashSet<>(columns);
    fields.removeAll(rename.keySet());
    rename.forEach(
        (field, column) -> {
          if (columns.contains(column)) {
            fields.add(field);
          }
        });
    Map<String, FieldValue> found = only(fields, nested).of(value);
    found.keySet().retainAll(columns);
    return found;
  }

  private Columns only(Set<String> fields, NestedFields objects) {
    return new Columns(fields, exclude, rename, NullFields.IGNORE, objects, unavailable);
  }

  private static String fieldName(Object name) {
    if (name instanceof String text) {
      return UnicodeText.checked(text, text);
    }
    throw new DataException("The value is a map, and not all of its keys are strings");
  }

  private static boolean isObject(Object value) {
    return value instanceof Struct || value instanceof Map;
  }

  /**
   * @param prefix before the names of the fields
   * @param included whether all of them are
   * @param schema of the fields of a map; null when there is none
   * @param depth of the object in others
   */
  private void addAll(
      Map<String, FieldValue> columns,
      String prefix,
      boolean included,
      @Nullable Schema schema,
      Object object,
      int depth) {
    Nesting.check(prefix, depth);
    if (object instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        Object value = struct.getWithoutDefault(field.name());
        add(columns, prefix + fieldName(field.name()), included, field.schema(), value, depth);
      }
    } else if (object instanceof Map<?, ?> map) {
      Schema values = schema == null ? null : schema.valueSchema();
      map.forEach(
          (name, value) -> add(columns, prefix + fieldName(name), included, values, value, depth));
    }
  }

  /** The fields of an object that is null, as far as its schema tells them: all are null. */
  private void addNulls(
      Map<String, FieldValue> columns, String prefix, boolean included, Schema schema, int depth) {
    Nesting.check(prefix, depth);
    for (Field field : schema.fields()) {
      add(columns, prefix + fieldName(field.name()), included, field.schema(), null, depth);
    }
  }

  private void add(
      Map<String, FieldValue> columns,
      String name,
      boolean within,
      @Nullable Schema schema,
      @Nullable Object value,
      int depth) {
    String column = rename.getOrDefault(name, name);
    boolean named = include.contains(name);
    boolean included = within || named || column.equals(RowIds.SYS_ID);
    if (exclude.contains(name)
        || (SET_BY_SERVICENOW.contains(column) && !named)
        || unavailable.is(value)) {
      return;
    }
    if (nested == NestedFields.FLATTEN && !LogicalTypes.isNumber(schema)) {
      if (value != null && isObject(value)) {
        addAll(columns, name + "_", within || named, schema, value, depth + 1);
        return;
      }
      if (value == null && schema != null && schema.type() == Schema.Type.STRUCT) {
        addNulls(columns, name + "_", within || named, schema, depth + 1);
        return;
      }
    }
    if (!included || (value == null && nullFields == NullFields.IGNORE)) {
      return;
    }
    if (columns.put(column, field(name, schema, value)) != null) {
      throw new DataException(
          "Two fields of the value become column '%s'; see fields.rename".formatted(column));
    }
  }

  private FieldValue field(String name, @Nullable Schema schema, @Nullable Object value) {
    if (value == null) {
      boolean isTold = schema != null && schema.type() != Schema.Type.MAP;
      return new FieldValue.Nothing(nested == NestedFields.FLATTEN && !isTold);
    }
    if (value instanceof Collection<?> list && list.stream().noneMatch(Columns::isNested)) {
      return items(name, schema, list);
    }
    boolean asJson =
        nested != NestedFields.FAIL && isNested(value) && !LogicalTypes.isNumber(schema);
    return asJson
        ? new FieldValue.Tree(NestedText.of(name, schema, value))
        : ScalarValue.of(name, schema, value);
  }

  private static boolean isNested(Object value) {
    return isObject(value) || value instanceof Collection;
  }

  private FieldValue items(String name, @Nullable Schema schema, Collection<?> list) {
    Schema elements = schema == null ? null : schema.valueSchema();
    List<String> items =
        list.stream()
            .filter(Objects::nonNull)
            .map(item -> ScalarValue.of(name + "[]", elements, item).text())
            .toList();
    return new FieldValue.Items(
        items, NestedText.of(name, schema, list), nested != NestedFields.FAIL);
  }
}
