/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a task shows, read from a running worker by JMX; the same names on each Connect. */
@Order(Lanes.LIGHT)
class MetricsIT extends ConnectIT {

  private static final String TABLE = ",table=u_seen";

  @Test
  void workerShowsWhatItsTasksDoAndNothingWhenTheyAreGone() throws Exception {
    for (String table : List.of("u_seen", "u_written")) {
      emulator.defineTable(
          TableDefinition.table(table, ColumnDefinition.col("u_number", "integer")));
    }
    for (int i = 0; i < 50; i++) {
      // Old, so that the first window of changes does not count the hidden ones once more.
      emulator.insert(
          "u_seen", Map.of("u_number", "" + i, "sys_updated_on", "2026-01-01 00:00:00"));
    }
    emulator.hideRows("u_seen", row -> row.get("u_number").startsWith("1"));
    start(source("seen", Map.of("tables", "u_seen", "page.size", "10")));
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), "u_written");
    writer.send("%032x".formatted(1), "{\"u_number\": 2}");
    writer.send("%032x".formatted(2), null);
    writer.finish();
    start(
        sink(
            "written",
            Map.of(
                "topics", "u_written",
                "errors.tolerance", "all",
                "errors.deadletterqueue.topic.name", "u_written.dlq",
                "errors.deadletterqueue.topic.replication.factor", "1")));

    try (WorkerMetrics worker = WorkerMetrics.attach(stack.worker().handle())) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(worker.value("seen", TABLE, "state")).isEqualTo("stream"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(worker.value("seen", TABLE, "hidden-rows-total")).isEqualTo(11L));
      assertThat(worker.value("seen", TABLE, "snapshot-rows-total")).isEqualTo(39L);
      assertThat(worker.value("seen", TABLE, "snapshot-ranges-done")).isEqualTo(16);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat((Long) worker.value("seen", TABLE, "lag-ms")).isBetween(1000L, 9000L));
      assertThat((Long) worker.value("seen", "", "requests-total")).isGreaterThan(16L);
      assertThat(worker.value("seen", "", "throttled-total")).isEqualTo(0L);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(worker.value("written", "", "records-refused-total")).isEqualTo(1L));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(worker.value("written", "", "records-written-total")).isEqualTo(1L));
      assertThat(worker.value("written", "", "records-pending")).isEqualTo(0);

      stop("seen");
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(worker.count("seen")).isZero());
      assertThat(worker.count("written")).isPositive();
    }
  }
}
