/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a table's records, and how rows become structs of it. The id is its first field,
 * the others follow in the order of their names, whenever they were found. Immutable.
 */
final class TypedSchema {

  /**
   * Where the value of a column goes.
   *
   * @param reference for a reference that is more than its sys_id
   * @param shown field of its display value
   */
  record Target(
      String column,
      String name,
      ValueType type,
      Optional<ReferenceType> reference,
      Field field,
      Optional<Field> shown) {}

  private final RecordSettings settings;
  private final SortedMap<String, TypedColumn> columns;
  private final FieldNames names;
  private final Schema schema;
  private final Set<String> known;
  private final Map<String, Target> targets = new HashMap<>();

  TypedSchema(RecordSettings settings, Map<String, TypedColumn> columns) {
    this.settings = settings;
    this.columns =
        new TreeMap<>(
            Comparator.comparing((String column) -> !column.equals(settings.idField()))
                .thenComparing(FieldNames::of)
                .thenComparing(column -> column));
    this.columns.putAll(columns);
    this.known = Set.copyOf(columns.keySet());
    this.names = new FieldNames(settings.table());
    this.columns.keySet().forEach(names::take);
    this.schema = fields();
    this.columns.forEach(
        (column, typed) -> {
          if (typed.type() != ValueType.SECRET) {
            targets.put(column, target(column, typed));
          }
        });
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
      if (!known.contains(column) && ofRow.contains(column)) {
        unknown.add(column);
      }
    }
  }

  /** The values of a page's rows, in order. */
  List<RowValue> values(List<Row> rows) {
    RowStructs structs = new RowStructs(this);
    List<RowValue> values = new ArrayList<>(rows.size());
    rows.forEach(row -> values.add(structs.of(row)));
    return values;
  }

  /** Where a column's value goes; null for one that has no field. */
  @Nullable Target target(String column) {
    return targets.get(column);
  }

  boolean showsDisplayValues() {
    return settings.display() == DisplayValue.TRUE;
  }

  private Schema fields() {
    SchemaBuilder builder = settings.rowSchema();
    columns.forEach(
        (column, typed) -> {
          if (typed.type() != ValueType.SECRET) {
            builder.field(
                names.take(column),
                column.equals(settings.idField()) ? required(typed.label()) : typed.schema());
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
        column,
        name,
        isId ? ValueType.TEXT : typed.type(),
        isId ? Optional.empty() : typed.reference(),
        schema.field(name),
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
