/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Row;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a table's records, and how rows become structs of it. The id is its first field,
 * the others follow in the order of their names, whenever they were found. Immutable.
 */
final class TypedSchema {

  private record Target(
      String name, ValueType type, Optional<Field> field, Optional<Field> shown) {}

  private final RecordSettings settings;
  private final SortedMap<String, TypedColumn> columns;
  private final FieldNames names;
  private final Schema schema;
  private final Map<String, Target> targets = new HashMap<>();

  TypedSchema(RecordSettings settings, Map<String, TypedColumn> columns) {
    this.settings = settings;
    this.columns =
        new TreeMap<>(
            Comparator.comparing((String column) -> !column.equals(settings.idField()))
                .thenComparing(FieldNames::of)
                .thenComparing(column -> column));
    this.columns.putAll(columns);
    this.names = new FieldNames(settings.table());
    this.columns.keySet().forEach(names::take);
    this.schema = fields();
    this.columns.forEach((column, typed) -> targets.put(column, target(column, typed)));
  }

  Map<String, TypedColumn> columns() {
    return columns;
  }

  Schema schema() {
    return schema;
  }

  /** Adds the columns that a row has, its value shall have, and this does not know. */
  void addUnknown(Set<String> ofRow, Collection<String> unknown) {
    Iterable<String> wanted = settings.fields().isEmpty() ? ofRow : settings.fields();
    for (String column : wanted) {
      if (!targets.containsKey(column) && ofRow.contains(column)) {
        unknown.add(column);
      }
    }
  }

  /**
   * The value of a row. A column that the user may not read is null; an empty one is null, too,
   * unless it is text.
   */
  RowValue value(Row row) {
    Struct struct = new Struct(schema);
    Map<String, String> invalid = new LinkedHashMap<>();
    row.values()
        .forEach(
            (column, text) -> {
              Target target = targets.get(column);
              if (target != null && target.field().isPresent()) {
                put(struct, invalid, target, text, row.displayValues().get(column));
              }
            });
    return new RowValue(schema, struct, invalid);
  }

  private void put(
      Struct struct,
      Map<String, String> invalid,
      Target target,
      String text,
      @Nullable String shown) {
    Field field = target.field().orElseThrow();
    if (target.type() == ValueType.TEXT) {
      boolean display = settings.display() == DisplayValue.TRUE && shown != null;
      struct.put(field, display ? shown : text);
    } else if (!text.isEmpty()) {
      target
          .type()
          .read(text)
          .ifPresentOrElse(
              value -> struct.put(field, value), () -> invalid.put(target.name(), text));
    }
    target.shown().ifPresent(display -> struct.put(display, shown));
  }

  private Schema fields() {
    SchemaBuilder builder = settings.rowSchema();
    columns.forEach(
        (column, typed) -> {
          if (typed.type() != ValueType.SECRET) {
            builder.field(
                names.take(column),
                column.equals(settings.idField())
                    ? required(typed.label())
                    : typed.type().optional(typed.label()));
            displayName(column)
                .ifPresent(shown -> builder.field(shown, Schema.OPTIONAL_STRING_SCHEMA));
          }
        });
    return builder.build();
  }

  private Target target(String column, TypedColumn typed) {
    boolean isId = column.equals(settings.idField());
    String name = names.take(column);
    return new Target(
        name,
        isId ? ValueType.TEXT : typed.type(),
        Optional.ofNullable(schema.field(name)).filter(f -> typed.type() != ValueType.SECRET),
        displayName(column).map(schema::field));
  }

  /** A real column of that field wins: it is the row's own. */
  private Optional<String> displayName(String column) {
    return Optional.of(names.take(column) + Columns.DISPLAY_SUFFIX)
        .filter(shown -> settings.display() == DisplayValue.ALL && !names.isTaken(shown));
  }

  private static Schema required(String label) {
    return label.isEmpty() ? Schema.STRING_SCHEMA : SchemaBuilder.string().doc(label).build();
  }
}
