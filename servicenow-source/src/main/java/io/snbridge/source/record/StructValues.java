/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/**
 * {@link SchemaMode#STRING}: structs of optional strings. The schema has every column seen so far,
 * sorted by name; a column that was never seen before gives a new, larger schema. Thread-safe.
 */
final class StructValues implements RowValues {

  private final Columns columns;
  private final RecordSettings settings;

  /** Guarded by this. */
  private Schema schema;

  StructValues(RecordSettings settings) {
    this.columns = new Columns(settings);
    this.settings = settings;
    this.schema =
        schemaOf(
            settings.fields().stream()
                .map(FieldNames::of)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Override
  public List<RowValue> of(List<Row> rows) {
    List<Map<String, String>> page = rows.stream().map(columns::of).toList();
    Schema covering = covering(page);
    return page.stream().map(row -> new RowValue(covering, struct(covering, row))).toList();
  }

  private static Struct struct(Schema schema, Map<String, String> row) {
    Struct struct = new Struct(schema);
    row.forEach(struct::put);
    return struct;
  }

  /** One schema for the whole page, so that a page never has two. */
  private synchronized Schema covering(List<Map<String, String>> page) {
    SortedSet<String> unknown = new TreeSet<>();
    for (Map<String, String> row : page) {
      for (String name : row.keySet()) {
        if (schema.field(name) == null) {
          unknown.add(name);
        }
      }
    }
    if (!unknown.isEmpty()) {
      schema.fields().forEach(field -> unknown.add(field.name()));
      schema = schemaOf(unknown);
    }
    return schema;
  }

  private Schema schemaOf(SortedSet<String> names) {
    SchemaBuilder builder = settings.rowSchema();
    names.forEach(name -> builder.field(name, Schema.OPTIONAL_STRING_SCHEMA));
    return builder.build();
  }
}
