/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The named values of a row as its record shall have them. Immutable. */
final class Columns {

  static final String DISPLAY_SUFFIX = "_display";

  private final RecordSettings settings;

  Columns(RecordSettings settings) {
    this.settings = settings;
  }

  /**
   * Name to value, in the order of the row or of {@code fields}. A column that the user may not
   * read is absent; a display value that is not set is null.
   */
  Map<String, String> of(Row row) {
    if (settings.fields().isEmpty() && settings.display() == DisplayValue.FALSE) {
      return row.values();
    }
    Map<String, String> columns = new LinkedHashMap<>();
    Iterable<String> names =
        settings.fields().isEmpty() ? row.values().keySet() : settings.fields();
    for (String name : names) {
      row.value(name).ifPresent(value -> put(columns, row, name, value));
    }
    return columns;
  }

  /** The name of a column in a record: Avro allows no dots. */
  static String recordName(String column) {
    return column.replace('.', '_');
  }

  private void put(Map<String, String> columns, Row row, String column, String value) {
    String name = recordName(column);
    Optional<String> displayed = Optional.ofNullable(row.displayValues().get(column));
    switch (settings.display()) {
      case FALSE -> columns.put(name, value);
      case TRUE -> columns.put(name, displayed.orElse(value));
      case ALL -> {
        columns.put(name, value);
        // A real column of that name wins: it is the row's own.
        if (!row.values().containsKey(column + DISPLAY_SUFFIX)) {
          columns.put(name + DISPLAY_SUFFIX, displayed.orElse(null));
        }
      }
    }
  }
}
