/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table with its columns, inherited ones first, and the rows of its own and of the tables that
 * extend it. Guarded by the store's lock; the column map may be read without it.
 */
public final class Table {
  private static final int FIRST_NUMBER = 10_000;

  private final TableDefinition definition;
  private final Table parent;
  private final List<Table> children = new ArrayList<>();
  private final Map<String, Column> own = new LinkedHashMap<>();
  private final RowIndex byId = new RowIndex(false);
  private final RowIndex byStamp = new RowIndex(true);
  private volatile Map<String, Column> all = Map.of();
  private volatile Column idColumn;
  private volatile Column stampColumn;
  private int nextSlot;
  private int numbered = FIRST_NUMBER;

  Table(TableDefinition definition, Table parent) {
    this.definition = definition;
    this.parent = parent;
    if (parent != null) {
      parent.children.add(this);
    }
    refresh();
  }

  /** Its name. */
  public String name() {
    return definition.name();
  }

  /** What it was defined by. */
  public TableDefinition definition() {
    return definition;
  }

  /** The table it extends, or null. */
  public Table parent() {
    return parent;
  }

  /** A column of its own or an inherited one, or null. */
  public Column column(String name) {
    return all.get(name);
  }

  /** All columns, inherited ones first. */
  public Collection<Column> columns() {
    return all.values();
  }

  /** The columns it defines itself. */
  public Collection<Column> ownColumns() {
    return Collections.unmodifiableCollection(own.values());
  }

  /** The column {@code sys_id}. */
  public Column idColumn() {
    return idColumn;
  }

  /** The column the second index orders by, null for a table without time stamps. */
  public Column stampColumn() {
    return stampColumn;
  }

  /** Whether it is that table or extends it. */
  public boolean isA(Table other) {
    return this == other || (parent != null && parent.isA(other));
  }

  /** The rows by sys_id. */
  public RowIndex byId() {
    return byId;
  }

  /** The rows by time stamp and sys_id. */
  public RowIndex byStamp() {
    return byStamp;
  }

  /** The text that stands for a row of this table in references. */
  public String display(Row row) {
    for (String name : List.of(definition.displayColumn(), "name", "number", "label")) {
      Column column = column(name);
      if (column != null) {
        return row.value(column);
      }
    }
    return row.sysId();
  }

  /** The number for one more row, empty where the table gives none. */
  Optional<String> nextNumber() {
    String prefix = definition.numberPrefix();
    return prefix.isEmpty() ? Optional.empty() : Optional.of(prefix + "%07d".formatted(numbered++));
  }

  int slots() {
    return root().nextSlot;
  }

  /** Adds a column, which the rows that exist have empty. */
  Column add(ColumnDefinition added) {
    Column column = new Column(added, name(), root().nextSlot++);
    own.put(added.name(), column);
    refresh();
    return column;
  }

  /** Takes a column of its own; its slot is not used again. */
  void remove(String column) {
    ownColumn(column);
    own.remove(column);
    refresh();
  }

  /** Gives a column of its own another type. */
  void retype(String column, String type) {
    Column old = ownColumn(column);
    own.put(column, new Column(old.definition().withType(type), name(), old.slot()));
    refresh();
  }

  private Column ownColumn(String column) {
    Column found = own.get(column);
    if (found == null) {
      throw new IllegalArgumentException(
          "Table '%s' does not define column '%s'".formatted(name(), column));
    }
    return found;
  }

  Table root() {
    return parent == null ? this : parent.root();
  }

  void put(Row row) {
    for (Table table = this; table != null; table = table.parent) {
      table.byId.add(row);
      table.byStamp.add(row);
    }
  }

  void take(Row row) {
    for (Table table = this; table != null; table = table.parent) {
      table.byId.remove(row);
      table.byStamp.remove(row);
    }
  }

  private void refresh() {
    Map<String, Column> columns = new LinkedHashMap<>();
    if (parent != null) {
      columns.putAll(parent.all);
    }
    columns.putAll(own);
    idColumn = columns.get("sys_id");
    Column updated = columns.get("sys_updated_on");
    stampColumn = updated != null ? updated : columns.get("sys_created_on");
    all = Collections.unmodifiableMap(columns);
    children.forEach(Table::refresh);
  }
}
