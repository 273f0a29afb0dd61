/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** Makes row versions: sets the columns that the server maintains, and stores what types store. */
final class RowMaker {
  private final SysIds ids;

  private final Supplier<Fit> fit;

  /**
   * @param fit of what users write
   */
  RowMaker(SysIds ids, Supplier<Fit> fit) {
    this.ids = ids;
    this.fit = fit;
  }

  /** A first version. A sys_id among the values is taken, whoever the author is. */
  Row fresh(Table table, Map<String, String> given, Author author, String now) {
    String[] values = new String[table.slots()];
    set(table, values, "sys_id", ids.next());
    set(table, values, "sys_created_on", now);
    set(table, values, "sys_created_by", author.user());
    set(table, values, "sys_updated_on", now);
    set(table, values, "sys_updated_by", author.user());
    set(table, values, "sys_mod_count", "0");
    set(table, values, "sys_class_name", table.name());
    String id = given.getOrDefault("sys_id", "");
    table.nextNumber().ifPresent(number -> set(table, values, "number", number));
    fill(table, values, given, author);
    if (!id.isEmpty()) {
      set(table, values, "sys_id", id);
    }
    return new Row(table, values);
  }

  /** The next version of a row, or the same one when a user's write changes nothing. */
  Row changed(Row row, Map<String, String> given, Author author, String now) {
    Table table = row.table();
    String[] values = row.copyOfValues();
    String[] before = values.clone();
    if (author.stamps() && author.setsSysFields()) {
      stamp(table, row, values, author, now);
    }
    fill(table, values, given, author);
    set(table, values, "sys_id", row.sysId());
    if (!author.setsSysFields()) {
      if (same(before, values) && !notes(table, given)) {
        return row;
      }
      stamp(table, row, values, author, now);
    }
    return new Row(table, values);
  }

  /** A note changes no column, but it is a change of the row. */
  private static boolean notes(Table table, Map<String, String> given) {
    return given.entrySet().stream()
        .anyMatch(
            entry -> {
              Column column = table.column(entry.getKey());
              return column != null && column.isJournal() && !entry.getValue().isEmpty();
            });
  }

  private static void stamp(Table table, Row row, String[] values, Author author, String now) {
    set(table, values, "sys_updated_on", now);
    set(table, values, "sys_updated_by", author.user());
    Column count = table.column("sys_mod_count");
    if (count != null) {
      String old = row.value(count);
      long next = old.isEmpty() ? 1 : Long.parseLong(old) + 1;
      values[count.slot()] = Long.toString(next);
    }
  }

  private void fill(Table table, String[] values, Map<String, String> given, Author author) {
    given.forEach(
        (name, value) -> {
          Column column = table.column(name);
          if (column != null && (author.setsSysFields() || !name.startsWith("sys_"))) {
            Fit kept = author.setsSysFields() ? Fit.ANYTHING : fit.get();
            String old = Objects.requireNonNullElse(values[column.slot()], "");
            values[column.slot()] = stored(column, kept.stored(column, old, value));
          }
        });
  }

  private static String stored(Column column, String value) {
    if (column.isJournal()) {
      return "";
    }
    return column.type().equals("password2") && !value.isEmpty() ? cipher(value) : value;
  }

  /** What a read of a password field gives: 106 characters of ciphertext, never the password. */
  private static String cipher(String value) {
    byte[] seed = ("cipher:" + value.hashCode()).getBytes(StandardCharsets.UTF_8);
    String text = Base64.getEncoder().withoutPadding().encodeToString(seed);
    return text.repeat(106 / text.length() + 1).substring(0, 106);
  }

  private static void set(Table table, String[] values, String name, String value) {
    Column column = table.column(name);
    if (column != null) {
      values[column.slot()] = value;
    }
  }

  private static boolean same(String[] before, String[] after) {
    for (int i = 0; i < after.length; i++) {
      if (!Objects.requireNonNullElse(before[i], "")
          .equals(Objects.requireNonNullElse(after[i], ""))) {
        return false;
      }
    }
    return true;
  }
}
