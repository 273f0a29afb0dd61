/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static java.util.Map.entry;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.source.record.InternalTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A table with a column of every type that the source knows, and rows with all kinds of values. */
final class DictionaryTable {

  private static final Set<String> NUMBERS =
      Set.of("integer", "longint", "counter", "float", "decimal", "currency", "price");

  private static final Set<String> MONEY = Set.of("currency", "price");
  private static final BigDecimal NONE = BigDecimal.ZERO.stripTrailingZeros();

  /** Never read, or read back empty. */
  private static final Set<String> NOT_COPIED =
      Set.of("password", "password2", "journal", "journal_input", "journal_list");

  private static final List<String> STAMPS =
      List.of(
          "2024-02-11 01:01:01",
          "1970-01-01 00:00:00",
          "1969-12-31 23:59:59",
          "1970-01-20 18:20:13",
          "0001-01-01 00:00:00",
          "9999-12-31 23:59:59",
          "1976-05-31 14:48:30");
  private static final List<String> AMOUNTS =
      List.of("0", "12.5", "-1", "509.95", "-265.8824", "99999999999.25", "1200");

  private static final Map<String, List<String>> VALUES =
      Map.ofEntries(
          entry("boolean", List.of("true", "false")),
          entry("integer", List.of("0", "7", "-7", "2147483647", "-2147483648", "1707613261")),
          entry("longint", List.of("0", "9223372036854775807", "-9223372036854775808")),
          entry("counter", List.of("0", "1707613261000")),
          entry("float", List.of("0", "0.5", "-0.1234567", "10000000")),
          entry("decimal", List.of("0", "12.5", "-1", "-0.01", "9999999999.99", "1200", "-265.88")),
          entry("currency", AMOUNTS),
          entry("price", AMOUNTS),
          entry(
              "glide_date",
              List.of("2024-02-11", "1970-01-01", "1969-12-31", "0001-01-01", "1975-07-18")),
          entry("glide_date_time", STAMPS),
          entry("due_date", STAMPS),
          entry(
              "glide_time",
              List.of("1970-01-01 08:30:00", "1970-01-01 00:00:00", "1970-01-01 23:59:59")),
          entry(
              "glide_duration",
              List.of("1970-01-02 04:23:17", "1970-01-01 00:00:00", "1969-12-31 23:59:00")),
          entry("timer", List.of("1970-01-01 00:00:01")),
          entry("glide_list", List.of("a,b", "1200")),
          entry("date", List.of("2024-02-11", "11.02.2024")));

  private static final List<String> TEXTS =
      List.of("Łódź \"x\" 😀", "1707613261000", "1200", "true", "2024-02-11T01:01:01Z", "free");

  private DictionaryTable() {}

  private static List<String> types() {
    return InternalTypes.names().stream().filter(type -> !NOT_COPIED.contains(type)).toList();
  }

  private static String column(String type) {
    return "u_" + type.toLowerCase(java.util.Locale.ROOT);
  }

  static void define(ServiceNowEmulator instance, String name) {
    instance.table(
        name,
        types().stream()
            .map(type -> ColumnDefinition.col(column(type), type))
            .toArray(ColumnDefinition[]::new));
  }

  static String id(int row) {
    return "%032x".formatted(row);
  }

  /** A row for each value that any type has, and one that is empty; of the others each in turn. */
  static List<Map<String, String>> rows() {
    int count = VALUES.values().stream().mapToInt(List::size).max().orElseThrow() + 1;
    List<Map<String, String>> rows = new ArrayList<>();
    IntStream.range(0, count)
        .forEach(
            row -> {
              Map<String, String> values = new HashMap<>();
              values.put("sys_id", id(row));
              if (row > 0) {
                types().forEach(type -> values.put(column(type), value(type, row)));
              }
              rows.add(values);
            });
    return rows;
  }

  private static String value(String type, int row) {
    List<String> values = VALUES.getOrDefault(type, TEXTS);
    return values.get(row % values.size());
  }

  /** By row, what its columns have; a number is a number, however many zeros it has. */
  static Map<String, Map<String, Object>> contents(ServiceNowEmulator instance, String name) {
    Map<String, Map<String, Object>> rows = new TreeMap<>();
    for (Map<String, String> row : instance.rows(name)) {
      Map<String, Object> values = new TreeMap<>();
      for (String type : types()) {
        String text = row.getOrDefault(column(type), "");
        // ServiceNow makes an amount that is emptied 0.
        boolean isNoAmount = text.isEmpty() && MONEY.contains(type);
        values.put(
            column(type),
            NUMBERS.contains(type) && !text.isEmpty() ? number(text) : isNoAmount ? NONE : text);
      }
      rows.put(row.get("sys_id"), values);
    }
    return rows;
  }

  private static Object number(String text) {
    return text.matches("-?[0-9.]+(E-?\\d+)?") ? new BigDecimal(text).stripTrailingZeros() : text;
  }
}
