/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.it.ConnectIT.WorkerProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Test;

/** Rows that are sent before they have settled, in transactions (KIP-618), and a killed worker. */
@WorkerProperty(name = "exactly.once.source.support", value = "enabled")
class EarlyRowsIT extends ConnectIT {

  private static final int ROWS = 20;
  private static final Duration BETWEEN_CHANGES = Duration.ofMillis(20);

  private final AtomicInteger state = new AtomicInteger();

  /** By table, the ids of its rows. */
  private final Map<String, List<String>> ids = new HashMap<>();

  @Test
  void statesThatWereSentEarlyComeOnceThoughTheWorkerIsKilled() throws Exception {
    List<String> boundaries = List.of("poll", "interval");
    for (String boundary : boundaries) {
      fill(table(boundary));
      start(
          source(
              table(boundary),
              Map.of(
                  "tables",
                  table(boundary),
                  "settle.ms",
                  "3000",
                  "exactly.once.support",
                  "required",
                  "transaction.boundary",
                  boundary,
                  "transaction.boundary.interval.ms",
                  "700",
                  // So long the next worker waits for a transaction that the killed one left open.
                  "producer.override.transaction.timeout.ms",
                  "10000")));
    }
    ScheduledExecutorService life = Executors.newSingleThreadScheduledExecutor();
    try (TopicReader polls = reader("poll");
        TopicReader intervals = reader("interval")) {
      await().atMost(PATIENCE).until(() -> polls.read().keys() == ROWS);
      await().atMost(PATIENCE).until(() -> intervals.read().keys() == ROWS);
      var unused =
          life.scheduleAtFixedRate(
              () -> boundaries.forEach(boundary -> change(table(boundary))),
              0,
              BETWEEN_CHANGES.toMillis(),
              TimeUnit.MILLISECONDS);
      for (int kill = 0; kill < 2; kill++) {
        int before = state.get();
        await().atMost(PATIENCE).until(() -> newest(polls.read()) > before + 100);
        await().atMost(PATIENCE).until(() -> newest(intervals.read()) > before + 100);
        killAndRestartWorker();
      }
      int before = state.get();
      await().atMost(PATIENCE).until(() -> newest(polls.read()) > before + 100);
      life.shutdown();
      assertThat(life.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      for (TopicReader reader : List.of(polls, intervals)) {
        String table = table(reader == polls ? "poll" : "interval");
        await().atMost(PATIENCE).until(() -> states(reader.read()).equals(states(table)));
        // What comes again would come before this.
        emulator.insert(table, Map.of("u_text", "last"));
        await().atMost(PATIENCE).until(() -> reader.read().keys() == ROWS + 1);
        assertThat(texts(reader)).as("each state once").doesNotHaveDuplicates();
      }
    } finally {
      life.shutdownNow();
    }
  }

  private static String table(String boundary) {
    return "u_early_" + boundary;
  }

  private TopicReader reader(String boundary) {
    String table = table(boundary);
    return new TopicReader(
        stack.bootstrapServers(), table + "." + table, IsolationLevel.READ_COMMITTED);
  }

  private void fill(String table) {
    emulator.defineTable(TableDefinition.table(table, ColumnDefinition.col("u_text", "string")));
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(emulator.insert(table, Map.of("u_text", "first " + i)));
    }
    ids.put(table, rows);
  }

  private void change(String table) {
    int next = state.incrementAndGet();
    emulator.update(table, ids.get(table).get(next % ROWS), Map.of("u_text", "" + next));
  }

  /** The newest state that has come. */
  private static int newest(TopicReader reader) {
    return texts(reader).stream()
        .filter(text -> text.matches("\\d+"))
        .mapToInt(Integer::parseInt)
        .max()
        .orElse(0);
  }

  /** In the stream: a row's change may come while its snapshot is read, too. */
  private static List<String> texts(TopicReader reader) {
    return reader.records().stream()
        .map(record -> record.value().replaceAll(".*\"u_text\":\"([^\"]*)\".*", "$1"))
        .filter(text -> !text.startsWith("first"))
        .toList();
  }

  private static Map<String, String> states(TopicReader reader) {
    Map<String, String> states = new HashMap<>();
    reader.lastStates().forEach((id, row) -> states.put(id, row.get("u_text")));
    return states;
  }

  private Map<String, String> states(String table) {
    Map<String, String> states = new HashMap<>();
    emulator.rows(table).forEach(row -> states.put(row.get("sys_id"), row.get("u_text")));
    return states;
  }
}
