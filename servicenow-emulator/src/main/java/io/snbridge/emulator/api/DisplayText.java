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
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** What people see instead of a raw value; date-times are in the signed-in user's zone. */
record DisplayText(ZoneId zone) {
  private static final Set<String> MONEY = Set.of("currency", "price");
  private static final Set<String> DURATIONS = Set.of("glide_duration", "timer");
  private static final String FIRST_DAY = "1970-01-01 ";

  /** Longest first, in seconds. */
  private static final List<Map.Entry<String, Integer>> UNITS =
      List.of(
          Map.entry("Day", 86_400),
          Map.entry("Hour", 3_600),
          Map.entry("Minute", 60),
          Map.entry("Second", 1));

  /** Date-times of agreements, which are not empty to people; {@code due_date} itself is. */
  private static final Set<String> SLA_DATES = Set.of("sla_due", "activity_due");

  /** Null where the instance answers null: a choice that is not set. */
  String of(FieldPath path, String value) {
    Column column = path.column();
    if (value.isEmpty()) {
      return SLA_DATES.contains(column.name()) ? "UNKNOWN" : column.choices().isEmpty() ? "" : null;
    }
    if (column.isReference()) {
      return path.display(column, value);
    }
    if (!column.choices().isEmpty()) {
      return column.choices().getOrDefault(value, value);
    }
    if (column.type().equals("password2")) {
      return "********";
    }
    if (DURATIONS.contains(column.type())) {
      return duration(value);
    }
    if (column.type().equals("glide_time")) {
      return value.startsWith(FIRST_DAY) ? value.substring(FIRST_DAY.length()) : value;
    }
    if (column.isDateTime()) {
      return Stamps.inZone(value, zone);
    }
    if (column.name().equals("sys_class_name")) {
      return path.store().table(value).map(DisplayText::label).orElse(value);
    }
    return column.isNumber() ? number(column, value) : value;
  }

  /** As GlideDuration shows it: what is zero is left out. */
  private static String duration(String value) {
    long seconds =
        Stamps.instant(value).map(Instant::getEpochSecond).filter(n -> n >= 0).orElse(-1L);
    if (seconds < 0) {
      return value;
    }
    StringJoiner words = new StringJoiner(" ");
    long left = seconds;
    for (Map.Entry<String, Integer> unit : UNITS) {
      long count = left / unit.getValue();
      left %= unit.getValue();
      if (count > 0) {
        words.add(count + " " + unit.getKey() + (count == 1 ? "" : "s"));
      }
    }
    return words.length() == 0 ? "0 Seconds" : words.toString();
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
