/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two instances in sync, as the guide and its examples say. One has typed records, the other
 * strings. Nothing in it depends on Connect's version.
 */
@Tag(Lanes.ON_NEWEST)
class TwoWaySyncIT extends ConnectIT {

  private static final String TABLE = "u_ticket";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int ROWS = 60;
  private static final int CHANGES = 300;
  private static final int DELETED = 10;
  private static final List<String> COLUMNS =
      List.of("u_name", "u_count", "u_price", "u_due", "u_day", "u_done");

  private final Random random = new Random(5);
  private final Map<ServiceNowEmulator, Integer> changes = new HashMap<>();
  private ServiceNowEmulator other;

  @BeforeEach
  void startOther() {
    other =
        ServiceNowEmulator.builder().host("localhost").port(0).credentials(USER, PASSWORD).start();
    for (ServiceNowEmulator instance : List.of(emulator, other)) {
      instance.defineTable(
          TableDefinition.table(
              TABLE,
              ColumnDefinition.col("u_name", "string"),
              ColumnDefinition.col("u_count", "integer"),
              ColumnDefinition.col("u_price", "decimal"),
              ColumnDefinition.col("u_due", "glide_date_time"),
              ColumnDefinition.col("u_day", "glide_date"),
              ColumnDefinition.col("u_done", "boolean")));
    }
  }

  @AfterEach
  void closeOther() {
    if (other != null) {
      other.close();
    }
  }

  @Test
  void changesOnBothSidesSettleAndNoEchoCirculates() throws Exception {
    // A third of the rows is on one side, a third on the other, and a third, older, on both.
    for (int row = 0; row < ROWS; row++) {
      for (ServiceNowEmulator instance : List.of(emulator, other)) {
        if (row % 3 == 2 || (row % 3 == 0) == (instance == emulator)) {
          Map<String, String> values = new HashMap<>(values());
          values.put("sys_id", id(row));
          values.put(
              "sys_updated_on", STAMP.format(Instant.now().minusSeconds(random.nextInt(60))));
          instance.insert(TABLE, values);
          changes.merge(instance, 1, Integer::sum);
        }
      }
    }
    start(
        source(
            "a",
            emulator,
            "dictionary",
            Map.of("deletes", "tombstone", "deletes.settle.ms", "1000")));
    start(source("b", other, "string", Map.of()));
    start(sink("to-b", "a", other, Map.of("null.fields", "clear")));
    start(sink("to-a", "b", emulator, Map.of()));
    awaitSettled(ROWS);

    for (int i = 0; i < CHANGES; i++) {
      ServiceNowEmulator instance = random.nextBoolean() ? emulator : other;
      instance.update(TABLE, id(random.nextInt(ROWS)), values());
      changes.merge(instance, 1, Integer::sum);
      // Some meet on their way, and some do not: within a second, and later.
      Thread.sleep(20);
    }
    awaitSettled(ROWS);

    for (int row = 0; row < DELETED; row++) {
      emulator.delete(TABLE, id(row));
      changes.merge(emulator, 1, Integer::sum);
    }
    awaitSettled(ROWS - DELETED);

    assertThat(writes(other)).as("writes to b").isBetween(1, changes.get(emulator));
    assertThat(writes(emulator)).as("writes to a").isBetween(1, changes.get(other));
    int before = writes(emulator) + writes(other);
    await("no echo")
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(6))
        .until(() -> writes(emulator) + writes(other) == before);
  }

  private static String id(int row) {
    return "%032x".formatted(row);
  }

  /** Any of them may be empty. */
  private Map<String, String> values() {
    int number = random.nextInt(10_000);
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "u_name", "näme \"%d\"".formatted(number),
                "u_count", Integer.toString(number),
                "u_price", "%d.25".formatted(number),
                "u_due", "2026-03-%02d 01:30:05".formatted(1 + number % 28),
                "u_day", "2026-04-%02d".formatted(1 + number % 28),
                "u_done", Boolean.toString(number % 2 == 0)));
    values.put(COLUMNS.get(number % COLUMNS.size()), "");
    return values;
  }

  private ObjectNode source(
      String name, ServiceNowEmulator from, String schemaMode, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.putAll(
        Map.of(
            "servicenow.url",
            from.url().toString(),
            "tables",
            TABLE,
            "schema.mode",
            schemaMode,
            "exclude.updated.by",
            USER,
            "value.converter.schemas.enable",
            "true",
            "value.converter",
            "org.apache.kafka.connect.json.JsonConverter"));
    return source(name, settings);
  }

  private ObjectNode sink(
      String name, String from, ServiceNowEmulator to, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.putAll(
        Map.of(
            "servicenow.url", to.url().toString(),
            "topics", from + "." + TABLE,
            "topic.table.map", from + "." + TABLE + ":" + TABLE,
            "conflict.policy", "newest_wins",
            "behavior.on.null.values", "delete",
            "value.converter.schemas.enable", "true",
            "value.converter", "org.apache.kafka.connect.json.JsonConverter"));
    return sink(name, settings);
  }

  private void awaitSettled(int count) {
    await("both sides are equal")
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              assertThat(rows(emulator)).hasSize(count);
              assertThat(rows(other)).isEqualTo(rows(emulator));
            });
  }

  private static Map<String, Map<String, String>> rows(ServiceNowEmulator instance) {
    Map<String, Map<String, String>> rows = new TreeMap<>();
    for (Map<String, String> row : instance.rows(TABLE)) {
      Map<String, String> own = new TreeMap<>(row);
      own.keySet().retainAll(COLUMNS);
      rows.put(row.get("sys_id"), own);
    }
    return rows;
  }

  /** Changes that were done; an upsert of a new row asks for it first. */
  private static int writes(ServiceNowEmulator instance) {
    return instance
        .requests()
        .matching(
            request ->
                request.table().equals(TABLE)
                    && !request.method().equals("GET")
                    && request.status() < 300)
        .size();
  }
}
