/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A row as an unmodifiable map of column name to raw value; looking one value up copies nothing.
 */
final class RowView extends AbstractMap<String, String> {
  private final Row row;

  RowView(Row row) {
    this.row = row;
  }

  @Override
  public String get(Object name) {
    Column column = name instanceof String text ? row.table().column(text) : null;
    return column == null ? null : row.value(column);
  }

  @Override
  public boolean containsKey(Object name) {
    return name instanceof String text && row.table().column(text) != null;
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    Map<String, String> copy = new LinkedHashMap<>();
    for (Column column : row.table().columns()) {
      copy.put(column.name(), row.value(column));
    }
    return java.util.Collections.unmodifiableMap(copy).entrySet();
  }
}
