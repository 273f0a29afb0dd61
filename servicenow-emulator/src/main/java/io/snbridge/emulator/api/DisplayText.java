/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.query.FieldPath;
import io.snbridge.emulator.store.Column;
import io.snbridge.emulator.store.Stamps;
import io.snbridge.emulator.store.Table;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;

/** What people see instead of a raw value; date-times are in the signed-in user's zone. */
record DisplayText(ZoneId zone) {
  private static final Set<String> MONEY = Set.of("currency", "price");

  /** Null where the instance answers null: a choice that is not set. */
  String of(FieldPath path, String value) {
    Column column = path.column();
    if (value.isEmpty()) {
      return column.type().equals("due_date") ? "UNKNOWN" : column.choices().isEmpty() ? "" : null;
    }
    if (column.isReference()) {
      return path.display(column, value);
    }
    if (!column.choices().isEmpty()) {
      return column.choices().getOrDefault(value, value);
    }
    if (column.isDateTime()) {
      return Stamps.inZone(value, zone);
    }
    if (column.name().equals("sys_class_name")) {
      return path.store().table(value).map(DisplayText::label).orElse(value);
    }
    return column.isNumber() ? number(column, value) : value;
  }

  static boolean isMoney(Column column) {
    return MONEY.contains(column.type());
  }

  private static String label(Table table) {
    return table.definition().label();
  }

  private static String number(Column column, String value) {
    try {
      DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.US);
      BigDecimal number = new BigDecimal(value);
      return isMoney(column)
          ? new DecimalFormat("$#,##0.00", symbols).format(number)
          : new DecimalFormat("#,##0.######", symbols).format(number);
    } catch (NumberFormatException notANumber) {
      return value;
    }
  }
}
