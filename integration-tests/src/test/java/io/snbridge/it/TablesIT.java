/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.TableDefinition;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * Many tables in one connector: found by pattern, refused one by one, read again beside changes.
 */
class TablesIT extends ConnectIT {

  private static final int ROWS = 30;

  @Test
  void newTableThatMatchesIsReadAndNoOtherStartsOver() throws Exception {
    insertRows("u_branch_north");
    start(source("branches", Map.of("tables", "u_branch_*", "tables.refresh.interval.ms", "1000")));
    try (TopicReader north = new TopicReader(stack.bootstrapServers(), "branches.u_branch_north")) {
      await().atMost(PATIENCE).until(() -> north.read().keys() == ROWS);

      insertRows("u_branch_south");
      try (TopicReader south =
          new TopicReader(stack.bootstrapServers(), "branches.u_branch_south")) {
        await().atMost(PATIENCE).until(() -> south.read().keys() == ROWS);
      }
      emulator.insert("u_branch_north", Map.of("u_number", "1000"));
      await().atMost(PATIENCE).until(() -> north.read().keys() == ROWS + 1);
      assertThat(north.records()).filteredOn(record -> "r".equals(operation(record))).hasSize(ROWS);
    }
  }

  @Test
  void refusedTableHoldsUpNoOtherAndGoesOnWhenItIsAllowedAgain() throws Exception {
    insertRows("u_open");
    insertRows("u_shut");
    start(source("doors", Map.of("tables", "u_open,u_shut")));
    emulator
        .faults()
        .always(
            Fault.error(403, "Insufficient rights to query records", ""),
            RequestMatcher.table("u_shut"));
    try (TopicReader open = new TopicReader(stack.bootstrapServers(), "doors.u_open")) {
      await().atMost(PATIENCE).until(() -> open.read().keys() == ROWS);
      emulator.insert("u_open", Map.of("u_number", "1000"));
      String later = emulator.insert("u_shut", Map.of("u_number", "1000"));
      await().atMost(PATIENCE).until(() -> open.read().keys() == ROWS + 1);
      assertThat(stack.rest().isRunning("doors")).isTrue();

      emulator.faults().clear();
      try (TopicReader shut = new TopicReader(stack.bootstrapServers(), "doors.u_shut")) {
        await().atMost(PATIENCE).until(() -> shut.read().keys() == ROWS + 1);
        assertThat(shut.lastStates()).containsKey(later);
      }
    }
  }

  @Test
  void changeWithoutAStampIsFoundByTheRescan() throws Exception {
    insertRows("u_silent");
    start(source("silent", Map.of("tables", "u_silent", "rescan.interval.ms", "500")));
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), "silent.u_silent")) {
      await().atMost(PATIENCE).until(() -> reader.read().keys() == ROWS);
      String changed = emulator.rows("u_silent").get(7).get("sys_id");
      emulator.updateSilently("u_silent", changed, Map.of("u_number", "4711"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(reader.read().lastStates().get(changed))
                      .containsEntry("u_number", "4711"));
      assertThat(reader.records())
          .filteredOn(record -> record.value().contains("4711"))
          .as("found once")
          .hasSize(1);
    }
  }

  private void insertRows(String table) {
    emulator.defineTable(TableDefinition.table(table, ColumnDefinition.col("u_number", "integer")));
    emulator.insertAll(
        table,
        IntStream.range(0, ROWS).mapToObj(i -> Map.of("u_number", Integer.toString(i))).toList());
  }

  private static String operation(ConsumerRecord<String, String> record) {
    return new String(
        record.headers().lastHeader("servicenow.operation").value(), StandardCharsets.UTF_8);
  }
}
