/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Positions, as an operator sees and changes them through Connect's REST API. */
class OffsetsIT extends ConnectIT {

  private static final int ROWS = 40;

  @Test
  void positionIsReadableAndSetBackInTimeItReplaysFromThere() throws Exception {
    insertRows("u_replay");
    // Positions come before rows that have not settled.
    start(source("replay", Map.of("tables", "u_replay", "settle.mode", "wait")));
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), "replay.u_replay")) {
      await().atMost(PATIENCE).until(() -> reader.read().keys() == ROWS);
      String inserted = lastStamp("u_replay");
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                emulator.updateAll("u_replay", OffsetsIT::isLow, Map.of("u_text", "changed"));
                return lastStamp("u_replay").compareTo(inserted) > 0;
              });
      String changed = lastStamp("u_replay");
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(streamPosition("replay", "u_replay")).isNotNull());
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  streamPosition("replay", "u_replay")
                      .at("/offset/timestamp")
                      .asText()
                      .equals(changed));
      JsonNode stored = streamPosition("replay", "u_replay");
      assertThat(stored.at("/partition/instance").asText()).isEqualTo(emulator.url().getHost());
      assertThat(stored.at("/offset/version").asInt()).isEqualTo(1);
      assertThat(stored.at("/offset/of").asText()).isEqualTo("u_replay");
      assertThat(stored.at("/offset/sys_id").asText()).hasSize(32);

      stop("replay");
      int before = reader.read().records().size();
      stack
          .rest()
          .alterOffset(
              "replay", partition("u_replay"), position("stream").put("timestamp", changed));
      stack.rest().resume("replay");

      await().atMost(PATIENCE).until(() -> reader.read().records().size() >= before + ROWS / 4);
      emulator.insert("u_replay", Map.of("u_number", "1000"));
      await().atMost(PATIENCE).until(() -> reader.read().keys() == ROWS + 1);
      Set<String> again = keysSince(reader, before);
      assertThat(again).as("the changed rows, the new one, no other").hasSize(ROWS / 4 + 1);
      assertThat(operationsSince(reader, before)).doesNotContain("r");
    }
  }

  @Test
  void malformedAndForeignPositionsAreRefusedWithTheReasonAndChangeNothing() throws Exception {
    insertRows("u_refuse");
    start(source("refuse", Map.of("tables", "u_refuse")));
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), "refuse.u_refuse")) {
      await().atMost(PATIENCE).until(() -> reader.read().keys() == ROWS);
    }
    stop("refuse");
    JsonNode stored = stack.rest().offsets("refuse");

    assertRefused(partition("u_refuse"), position("snapshot"), "'phase' is 'snapshot'");
    assertRefused(
        partition("u_refuse"),
        position("stream").put("timestamp", "yesterday"),
        "'timestamp' is 'yesterday', not a time as yyyy-MM-dd HH:mm:ss");
    assertRefused(partition("u_other"), position("stream"), "'table' is 'u_other', allowed is");
    assertRefused(
        partition("u_refuse").put("instance", "dev1.service-now.com"),
        position("stream"),
        "'instance' is 'dev1.service-now.com', allowed is");
    assertThat(stack.rest().offsets("refuse")).isEqualTo(stored);
  }

  @Test
  void resetStartsTheSnapshotAnew() throws Exception {
    insertRows("u_reset");
    start(source("reset", Map.of("tables", "u_reset")));
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), "reset.u_reset")) {
      await().atMost(PATIENCE).until(() -> reader.read().keys() == ROWS);
      stop("reset");
      int before = reader.read().records().size();

      stack.rest().resetOffsets("reset");
      // For a moment, Connect may tell what was deleted as partitions without an offset.
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(stack.rest().offsets("reset").at("/offsets")).isEmpty());
      stack.rest().resume("reset");

      await().atMost(PATIENCE).until(() -> keysSince(reader.read(), before).size() == ROWS);
      assertThat(operationsSince(reader, before)).contains("r");
    }
  }

  @Test
  void changedFilterStartsTheSnapshotAnewAndAChangedColumnListDoesNot() throws Exception {
    insertRows("u_filter");
    ObjectNode connector =
        source(
            "filter",
            Map.of(
                "tables",
                "u_filter",
                "table.u_filter.query",
                "u_number<10",
                // The task that is about to be replaced sends no new row.
                "settle.mode",
                "wait"));
    start(connector);
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), "filter.u_filter")) {
      await().atMost(PATIENCE).until(() -> reader.read().keys() == 10);
      emulator.updateAll("u_filter", OffsetsIT::isLow, Map.of("u_text", "changed"));
      await().atMost(PATIENCE).until(() -> streamPosition("filter", "u_filter") != null);

      ObjectNode config = (ObjectNode) connector.get("config");
      config.put("table.u_filter.query", "u_number>=10");
      stack.rest().configure("filter", config);
      await().atMost(PATIENCE).until(() -> reader.read().keys() == ROWS);

      config.put("table.u_filter.fields", "u_number");
      stack.rest().configure("filter", config);
      String added = emulator.insert("u_filter", Map.of("u_number", "1000"));
      await().atMost(PATIENCE).until(() -> reader.read().keys() == ROWS + 1);
      long readRows =
          reader.records().stream().filter(record -> "r".equals(operation(record))).count();
      assertThat(readRows).as("each row in one snapshot").isEqualTo(ROWS);
      assertThat(reader.lastStates().get(added)).doesNotContainKey("u_text");
    }
  }

  @Test
  void changedConfigurationMakesNoTableStartOver() throws Exception {
    insertRows("u_stays");
    insertRows("u_goes");
    insertRows("u_comes");
    ObjectNode connector = source("reload", Map.of("tables", "u_stays,u_goes", "tasks.max", "2"));
    start(connector);
    ObjectNode config = (ObjectNode) connector.get("config");
    try (TopicReader stays = new TopicReader(stack.bootstrapServers(), "reload.u_stays");
        TopicReader goes = new TopicReader(stack.bootstrapServers(), "reload.u_goes")) {
      await().atMost(PATIENCE).until(() -> stays.read().keys() == ROWS);
      await().atMost(PATIENCE).until(() -> goes.read().keys() == ROWS);

      config.put("tables", "u_comes,u_stays,u_goes").put("page.size", "7");
      stack.rest().configure("reload", config);
      try (TopicReader comes = new TopicReader(stack.bootstrapServers(), "reload.u_comes")) {
        await().atMost(PATIENCE).until(() -> comes.read().keys() == ROWS);
        assertSnapshotOnce(comes);
      }

      config
          .put("tables", "u_comes,u_stays")
          .put("servicenow.username", NEXT_USER)
          .put("servicenow.password", NEXT_PASSWORD);
      stack.rest().configure("reload", config);
      emulator.insert("u_stays", Map.of("u_number", "1000"));
      await().atMost(PATIENCE).until(() -> stays.read().keys() == ROWS + 1);
      String missed = emulator.insert("u_goes", Map.of("u_number", "1000"));

      config.put("tables", "u_comes,u_stays,u_goes");
      stack.rest().configure("reload", config);
      await().atMost(PATIENCE).until(() -> goes.read().keys() == ROWS + 1);
      assertThat(goes.lastStates()).containsKey(missed);
      emulator.insert("u_stays", Map.of("u_number", "1001"));
      await().atMost(PATIENCE).until(() -> stays.read().keys() == ROWS + 2);
      assertSnapshotOnce(stays);
      assertSnapshotOnce(goes);
    }
  }

  private static void assertSnapshotOnce(TopicReader reader) {
    assertThat(reader.records().stream().filter(record -> "r".equals(operation(record))))
        .extracting(ConsumerRecord::key)
        .hasSizeGreaterThanOrEqualTo(ROWS)
        .doesNotHaveDuplicates();
  }

  private void insertRows(String table) {
    emulator.defineTable(
        TableDefinition.table(
            table,
            ColumnDefinition.col("u_number", "integer"),
            ColumnDefinition.col("u_text", "string")));
    emulator.insertAll(
        table,
        IntStream.range(0, ROWS).mapToObj(i -> Map.of("u_number", Integer.toString(i))).toList());
  }

  private static boolean isLow(Map<String, String> row) {
    return Integer.parseInt(row.get("u_number")) < ROWS / 4;
  }

  private String lastStamp(String table) {
    return emulator.rows(table).stream()
        .map(row -> row.get("sys_updated_on"))
        .max(String::compareTo)
        .orElseThrow();
  }

  /** Partition and offset of the stream; null while none is stored. */
  private static JsonNode streamPosition(String connector, String table)
      throws IOException, InterruptedException {
    for (JsonNode entry : stack.rest().offsets(connector).at("/offsets")) {
      if (entry.at("/partition/table").asText().equals(table)
          && !entry.at("/partition").has("range")) {
        return entry;
      }
    }
    return null;
  }

  /** In another order than the connector's, as a person may type it. */
  private ObjectNode partition(String table) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("table", table)
        .put("instance", emulator.url().getHost());
  }

  private static ObjectNode position(String phase) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("version", 1)
        .put("phase", phase)
        .put("timestamp", "2026-01-01 00:00:00");
  }

  private static void assertRefused(ObjectNode partition, ObjectNode offset, String reason) {
    assertThatThrownBy(() -> stack.rest().alterOffset("refuse", partition, offset))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PATCH /connectors/refuse/offsets: 500")
        .hasMessageContaining(reason);
  }

  private static Set<String> keysSince(TopicReader reader, int before) {
    return reader.records().stream().skip(before).map(r -> r.key()).collect(Collectors.toSet());
  }

  private static Set<String> operationsSince(TopicReader reader, int before) {
    return reader.records().stream()
        .skip(before)
        .map(OffsetsIT::operation)
        .collect(Collectors.toSet());
  }

  private static String operation(ConsumerRecord<String, String> record) {
    return new String(
        record.headers().lastHeader("servicenow.operation").value(), StandardCharsets.UTF_8);
  }
}
