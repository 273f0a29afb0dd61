/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Row;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The named values of a row as its record shall have them. Thread-safe. */
final class Columns {

  static final String DISPLAY_SUFFIX = "_display";

  private final RecordSettings settings;
  private final FieldNames names;

  Columns(RecordSettings settings) {
    this.settings = settings;
    this.names = new FieldNames(settings.table());
    settings.fields().forEach(names::take);
  }

  /**
   * Name to value, in the order of the row or of {@code fields}. A column that the user may not
   * read is absent; a display value that is not set is null.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException when two columns have the same name
   */
  Map<String, String> of(Row row) {
    Collection<String> wanted =
        settings.fields().isEmpty() ? row.values().keySet() : settings.fields();
    boolean renamed = false;
    for (String column : wanted) {
      renamed |= !names.take(column).equals(column);
    }
    if (settings.fields().isEmpty() && settings.display() == DisplayValue.FALSE && !renamed) {
      return row.values();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (String column : wanted) {
      row.value(column).ifPresent(value -> put(fields, row, column, value));
    }
    return fields;
  }

  private void put(Map<String, String> fields, Row row, String column, String value) {
    String name = names.take(column);
    Optional<String> displayed = Optional.ofNullable(row.displayValues().get(column));
    switch (settings.display()) {
      case FALSE -> fields.put(name, value);
      case TRUE -> fields.put(name, displayed.orElse(value));
      case ALL -> {
        fields.put(name, value);
        // A real column of that name wins: it is the row's own.
        if (!names.isTaken(name + DISPLAY_SUFFIX)) {
          fields.put(name + DISPLAY_SUFFIX, displayed.orElse(null));
        }
      }
    }
  }
}
