/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.company;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of 20 columns, those of every table included, with as many rows as wanted: for loads. Its
 * rows look like incidents and share most of their texts, so that a million of them fit in 1 GiB.
 * They were all changed in 2025, so that a stream that begins now does not read them.
 *
 * @param name of the table
 * @param rows how many
 */
public record WideTable(String name, int rows) {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final long BEGIN = Instant.parse("2025-01-01T00:00:00Z").getEpochSecond();
  private static final int AT_ONCE = 10_000;
  private static final int TEXTS = 1000;

  /** Defines the table and puts the rows in. */
  public void fill(ServiceNowEmulator emulator) {
    emulator.table(name, columns());
    insert(emulator);
  }

  /** Its columns, but those of every table. */
  static ColumnDefinition[] columns() {
    return new ColumnDefinition[] {
      col("number", "string").withMaxLength(40),
      col("short_description", "string"),
      col("description", "string").withMaxLength(4000),
      col("state", "integer"),
      col("priority", "integer"),
      col("category", "string").withMaxLength(40),
      col("contact_type", "string").withMaxLength(40),
      col("active", "boolean"),
      col("opened_at", "glide_date_time"),
      col("closed_at", "glide_date_time"),
      reference("assigned_to", "sys_user"),
      reference("caller_id", "sys_user"),
      col("reopen_count", "integer"),
      col("business_duration", "glide_duration")
    };
  }

  /** Puts the rows into the table, which is there. */
  void insert(ServiceNowEmulator emulator) {
    List<Map<String, String>> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      texts.add(texts(i));
    }
    for (int first = 0; first < rows; first += AT_ONCE) {
      List<Map<String, String>> some = new ArrayList<>();
      for (int i = first; i < Math.min(rows, first + AT_ONCE); i++) {
        Map<String, String> row = new LinkedHashMap<>(texts.get(i % TEXTS));
        row.put("number", "WID%07d".formatted(i));
        some.add(row);
      }
      emulator.insertAll(name, some);
    }
  }

  private static Map<String, String> texts(int i) {
    boolean active = i % 3 == 0;
    String changed = stamp(i * 31_000L + 9_000);
    Map<String, String> row = new LinkedHashMap<>();
    row.put("short_description", "Cannot reach the file server from meeting room " + i);
    row.put(
        "description",
        "Since this morning the drive is gone, and a restart did not help. Others in building "
            + i % 17
            + " have the same. The message is: \"The network path was not found\", code 0x8007003"
            + i % 7
            + ".");
    row.put("state", Integer.toString(1 + i % 7));
    row.put("priority", Integer.toString(1 + i % 5));
    row.put("category", List.of("network", "hardware", "software", "inquiry").get(i % 4));
    row.put("contact_type", List.of("phone", "email", "self-service").get(i % 3));
    row.put("active", Boolean.toString(active));
    row.put("opened_at", stamp(i * 31_000L));
    row.put("closed_at", active ? "" : changed);
    row.put("assigned_to", "%032x".formatted(i % 50 + 0xabcdef01234567L));
    row.put("caller_id", "%032x".formatted(i % 300 + 0x1234567890abcdL));
    row.put("reopen_count", Integer.toString(i % 3));
    row.put("business_duration", active ? "" : "1970-01-01 02:%02d:00".formatted(i % 60));
    row.put("sys_created_on", stamp(i * 31_000L));
    row.put("sys_created_by", "user." + i % 300);
    row.put("sys_updated_on", changed);
    row.put("sys_updated_by", "agent." + i % 50);
    row.put("sys_mod_count", Integer.toString(i % 12));
    return row;
  }

  private static String stamp(long secondsAfterBegin) {
    return LocalDateTime.ofEpochSecond(BEGIN + secondsAfterBegin, 0, ZoneOffset.UTC).format(STAMP);
  }
}
