/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import io.snbridge.emulator.store.Column;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Store;
import io.snbridge.emulator.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A column, or a column of a referenced row: {@code caller_id.email}.
 *
 * @param name as it was written
 * @param steps the references to follow, and last the column that holds the value
 * @param store where referenced rows are
 */
public record FieldPath(String name, List<Column> steps, Store store) {

  /** Finds a path; empty when a part of it is no column, or no reference. */
  public static Optional<FieldPath> resolve(Store store, Table table, String name) {
    List<Column> steps = new ArrayList<>();
    Table at = table;
    int from = 0;
    while (true) {
      int dot = name.indexOf('.', from);
      Column column =
          at == null ? null : at.column(dot < 0 ? name.substring(from) : name.substring(from, dot));
      if (column == null) {
        return Optional.empty();
      }
      steps.add(column);
      if (dot < 0) {
        return Optional.of(new FieldPath(name, List.copyOf(steps), store));
      }
      at = column.isReference() ? store.table(column.reference()).orElse(null) : null;
      from = dot + 1;
    }
  }

  /** The column that holds the value. */
  public Column column() {
    return steps.get(steps.size() - 1);
  }

  /** Whether it is a column of the row itself. */
  public boolean isPlain() {
    return steps.size() == 1;
  }

  /** The raw value, empty when a reference on the way is empty or dangling. */
  public String value(Row row) {
    Row at = row;
    for (int i = 0; i < steps.size() - 1; i++) {
      Optional<Row> next = referenced(at, steps.get(i));
      if (next.isEmpty()) {
        return "";
      }
      at = next.get();
    }
    return at.value(column());
  }

  /** What stands for the value when people look at it. */
  String text(Row row) {
    String value = value(row);
    Column column = column();
    return column.isReference() && !value.isEmpty() ? display(column, value) : value;
  }

  /** What stands for a reference, empty when it dangles. */
  public String display(Column column, String sysId) {
    return store
        .table(column.reference())
        .flatMap(table -> store.find(table, sysId))
        .map(row -> row.table().display(row))
        .orElse("");
  }

  private Optional<Row> referenced(Row row, Column column) {
    String id = row.value(column);
    return id.isEmpty()
        ? Optional.empty()
        : store.table(column.reference()).flatMap(table -> store.find(table, id));
  }
}
