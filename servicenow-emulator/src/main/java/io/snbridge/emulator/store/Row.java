/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import java.util.Locale;
import java.util.Map;

/** One version of a row. Immutable: a write puts another version in its place. */
public final class Row {
  private final Table table;
  private final String[] values;
  private final String idKey;
  private final String stamp;

  /** Takes ownership of {@code values}, indexed by {@link Column#slot()}. */
  Row(Table table, String[] values) {
    this.table = table;
    this.values = values;
    this.idKey = key(value(table.idColumn()));
    this.stamp = table.stampColumn() == null ? "" : value(table.stampColumn());
  }

  /** A sys_id as the index orders it: the database's collation ignores case. */
  public static String key(String sysId) {
    return sysId.toLowerCase(Locale.ROOT);
  }

  /** The concrete class of the row. */
  public Table table() {
    return table;
  }

  /** The raw value of a column, empty when it has none. */
  public String value(Column column) {
    int slot = column.slot();
    String value = slot < values.length ? values[slot] : null;
    return value == null ? "" : value;
  }

  /** The sys_id as it was given. */
  public String sysId() {
    return value(table.idColumn());
  }

  /** The raw values under their column names, a view. */
  public Map<String, String> asMap() {
    return new RowView(this);
  }

  String idKey() {
    return idKey;
  }

  String stamp() {
    return stamp;
  }

  /** A copy with room for every column the table has by now. */
  String[] copyOfValues() {
    return java.util.Arrays.copyOf(values, Math.max(values.length, table.slots()));
  }
}
