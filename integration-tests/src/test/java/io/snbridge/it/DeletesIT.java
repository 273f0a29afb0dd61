/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.TableDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Rows that are deleted in ServiceNow are deleted in Kafka. */
class DeletesIT extends ConnectIT {

  @Test
  void noDeleteIsLostThoughTheWorkerIsKilledAndAllComeAgainFromAPositionSetBack() throws Exception {
    emulator.defineTable(
        TableDefinition.table("u_ci", ColumnDefinition.col("u_number", "integer")));
    emulator.defineTable(TableDefinition.table("u_server").extending("u_ci"));
    List<String> ids = new ArrayList<>();
    for (String table : List.of("u_ci", "u_server")) {
      ids.addAll(
          emulator.insertAll(
              table,
              IntStream.range(0, 1_000)
                  .mapToObj(i -> Map.of("u_number", Integer.toString(i)))
                  .toList()));
    }
    start(
        source(
            "deletes",
            Map.of(
                "tables",
                "u_ci",
                "deletes",
                "tombstone",
                "deletes.settle.ms",
                "1000",
                "page.size",
                "20")));

    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), "deletes.u_ci")) {
      await().atMost(PATIENCE).until(() -> reader.read().keys() == 2_000);
      // 70 pages of 20 deletes: long enough to be killed in their middle.
      emulator
          .faults()
          .always(Fault.latency(Duration.ofMillis(100)), RequestMatcher.table("sys_audit_delete"));
      Set<String> deleted = Set.copyOf(ids.subList(100, 1_500));
      deleted.forEach(id -> emulator.delete("u_ci", id));
      await().atMost(PATIENCE).until(() -> reader.read().keys() < 1_700);
      assertThat(reader.read().keys()).as("killed in the middle of the deletes").isGreaterThan(600);
      killAndRestartWorker();

      Set<String> left =
          emulator.rows("u_ci").stream().map(row -> row.get("sys_id")).collect(Collectors.toSet());
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(reader.read().lastStates().keySet()).isEqualTo(left));
      assertThat(stack.rest().offsets("deletes").toString())
          .contains("\"deletes\":\"sys_audit_delete\"", "\"phase\":\"deletes\"");

      emulator.faults().clear();
      stop("deletes");
      int before = reader.read().records().size();
      stack.rest().alterOffset("deletes", partition(), position());
      stack.rest().resume("deletes");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(tombstonesSince(reader.read(), before)).isEqualTo(deleted));
    }
  }

  private ObjectNode partition() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("deletes", "sys_audit_delete")
        .put("instance", emulator.url().getHost())
        .put("table", "u_ci");
  }

  private static ObjectNode position() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("version", 1)
        .put("phase", "deletes")
        .put("timestamp", "2026-01-01 00:00:00");
  }

  private static Set<String> tombstonesSince(TopicReader reader, int before) {
    return reader.records().stream()
        .skip(before)
        .filter(record -> record.value() == null)
        .map(ConsumerRecord::key)
        .collect(Collectors.toSet());
  }
}
