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
import io.snbridge.it.ConnectIT.WorkerProperty;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Test;

/** A worker that keeps records and positions in one transaction (KIP-618), and is killed. */
@WorkerProperty(name = "exactly.once.source.support", value = "enabled")
class ExactlyOnceIT extends ConnectIT {

  private static final int ROWS = 4_000;

  @Test
  void readCommittedConsumerSeesEachRowOnceThoughTheWorkerIsKilledInBothPhases() throws Exception {
    fill();
    emulator.faults().always(Fault.latency(Duration.ofMillis(150)), RequestMatcher.any());
    start(
        source(
            "once",
            Map.of(
                "tables",
                "u_once",
                "page.size",
                "50",
                "exactly.once.support",
                "required",
                // So long the next worker waits for a transaction that the killed one left open.
                "producer.override.transaction.timeout.ms",
                "10000")));
    try (TopicReader reader =
        new TopicReader(stack.bootstrapServers(), "once.u_once", IsolationLevel.READ_COMMITTED)) {
      await().atMost(PATIENCE).until(() -> reader.read().keys() > 500);
      assertThat(reader.keys()).as("killed in the middle of the snapshot").isLessThan(3_500);
      killAndRestartWorker();
      await().atMost(PATIENCE).until(() -> reader.read().keys() == ROWS);

      emulator.updateAll("u_once", row -> true, Map.of("u_text", "touched"));
      await().atMost(PATIENCE).until(() -> touched(reader.read()).size() > 500);
      assertThat(touched(reader)).as("killed in the middle of the stream").hasSizeLessThan(3_500);
      killAndRestartWorker();
      await().atMost(PATIENCE).until(() -> touched(reader.read()).size() == ROWS);
      // What comes again would come before this.
      emulator.insert("u_once", Map.of("u_text", "last"));
      await().atMost(PATIENCE).until(() -> reader.read().keys() == ROWS + 1);

      assertThat(times(reader, ExactlyOnceIT::isSnapshot).values())
          .as("each row once in the snapshot")
          .hasSize(ROWS)
          .containsOnly(1L);
      assertThat(touched(reader).values())
          .as("each change once in the stream")
          .hasSize(ROWS)
          .containsOnly(1L);
    }
  }

  private void fill() {
    emulator.defineTable(TableDefinition.table("u_once", ColumnDefinition.col("u_text", "string")));
    emulator.insertAll(
        "u_once", IntStream.range(0, ROWS).mapToObj(i -> Map.of("u_text", "as it was")).toList());
  }

  /** How often each row's change came. */
  private static Map<String, Long> touched(TopicReader reader) {
    return times(reader, record -> record.value().contains("touched"));
  }

  private static Map<String, Long> times(
      TopicReader reader, Predicate<ConsumerRecord<String, String>> wanted) {
    List<ConsumerRecord<String, String>> records = reader.records();
    return records.stream()
        .filter(wanted)
        .collect(Collectors.groupingBy(ConsumerRecord::key, TreeMap::new, Collectors.counting()));
  }

  private static boolean isSnapshot(ConsumerRecord<String, String> record) {
    byte[] operation = record.headers().lastHeader("servicenow.operation").value();
    return new String(operation, StandardCharsets.UTF_8).equals("r");
  }
}
