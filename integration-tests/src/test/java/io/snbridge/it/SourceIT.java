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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** ServiceNow to Kafka: every row's last state arrives, whatever happens meanwhile. */
class SourceIT extends ConnectIT {

  private static final Map<String, Integer> TABLES =
      Map.of("u_first", 5_000, "u_second", 3_000, "u_third", 2_000);

  @Test
  void everyRowsLastStateArrivesThoughRowsChangeAndTheWorkerIsKilledInBothPhases()
      throws Exception {
    TABLES.forEach(this::fill);
    // 200 pages of 50 rows: the snapshot lasts long enough to be killed in its middle.
    emulator.faults().always(Fault.latency(Duration.ofMillis(100)), RequestMatcher.any());
    start(
        source(
            "state",
            Map.of("tables", "u_first,u_second,u_third", "tasks.max", "2", "page.size", "50")));

    AtomicBoolean changing = new AtomicBoolean(true);
    ExecutorService people = Executors.newSingleThreadExecutor();
    Map<String, TopicReader> readers = new TreeMap<>();
    try {
      Future<?> changes = people.submit(() -> change(changing));
      for (String table : TABLES.keySet()) {
        readers.put(table, new TopicReader(stack.bootstrapServers(), "state." + table));
      }

      await().atMost(PATIENCE).until(() -> distinctRows(readers) > 5_000);
      assertThat(distinctRows(readers))
          .as("killed in the middle of the snapshot")
          .isLessThan(9_500);
      killAndRestartWorker();

      await().atMost(PATIENCE).until(() -> distinctRows(readers) >= 10_000);
      emulator.updateAll("u_first", row -> true, Map.of("u_text", "touched in one second"));
      await().atMost(PATIENCE).until(() -> countTouched(readers.get("u_first")) > 250);
      assertThat(countTouched(readers.get("u_first")))
          .as("killed in the middle of the stream")
          .isLessThan(5_000);
      killAndRestartWorker();

      changing.set(false);
      changes.get(30, TimeUnit.SECONDS);
      for (String table : TABLES.keySet()) {
        assertSameState(table, readers.get(table), row -> true);
      }
      // A snapshot that began again after the first kill, at 5,000 rows or later, would make
      // 15,000 of these, one that began again after the second 20,000. What may come twice is what
      // was read in the last second before the first kill, when offsets were not yet flushed.
      assertThat(snapshotRecords(readers))
          .as("records of the snapshot of 10,000 rows")
          .isBetween(9_500L, 14_500L);
    } finally {
      people.shutdownNow();
      readers.values().forEach(TopicReader::close);
    }
  }

  @Test
  void visibleRowsArriveThoughMoreThanAPageOfHiddenOnesStandsBetweenThem() throws Exception {
    // Hidden: 40 % of the rows, among them 1,000 that follow one another by time and by id.
    Predicate<Map<String, String>> hidden =
        row -> {
          int number = Integer.parseInt(row.get("u_number"));
          return (number >= 1_000 && number < 2_000) || number % 4 == 0;
        };
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      rows.add(Map.of("sys_id", "%032x".formatted(i), "u_number", Integer.toString(i)));
    }
    define("u_hidden");
    emulator.insertAll("u_hidden", rows);
    emulator.hideRows("u_hidden", hidden);
    start(source("hidden", Map.of("tables", "u_hidden", "page.size", "200")));

    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), "hidden.u_hidden")) {
      assertSameState("u_hidden", reader, hidden.negate());
      emulator.updateAll("u_hidden", row -> true, Map.of("u_text", "all in one second"));
      assertSameState("u_hidden", reader, hidden.negate());
      emulator.insert("u_hidden", Map.of("u_number", "5001"));
      assertSameState("u_hidden", reader, hidden.negate());
      assertThat(reader.records())
          .extracting(r -> r.key())
          .doesNotContain("%032x".formatted(1_500));
    }
  }

  private void define(String table) {
    emulator.defineTable(
        TableDefinition.table(
            table,
            ColumnDefinition.col("u_number", "integer"),
            ColumnDefinition.col("u_text", "string")));
  }

  private void fill(String table, int size) {
    define(table);
    emulator.insertAll(
        table,
        IntStream.range(0, size)
            .mapToObj(i -> Map.of("u_number", Integer.toString(i), "u_text", "as it was"))
            .toList());
  }

  /** Inserts and updates of single rows, and now and then of 1,000 rows in one second. */
  private void change(AtomicBoolean changing) {
    Random random = new Random(7);
    List<String> tables = List.copyOf(TABLES.keySet());
    Map<String, List<String>> ids = new HashMap<>();
    for (String table : tables) {
      ids.put(table, emulator.rows(table).stream().map(r -> r.get("sys_id")).toList());
    }
    for (int i = 0; changing.get(); i++) {
      String table = tables.get(random.nextInt(tables.size()));
      if (i % 5 == 0) {
        emulator.insert(table, Map.of("u_number", Integer.toString(100_000 + i), "u_text", "new"));
      }
      String id = ids.get(table).get(random.nextInt(ids.get(table).size()));
      emulator.update(table, id, Map.of("u_text", "change " + i));
      if (i % 200 == 199) {
        Set<String> bulk = Set.copyOf(ids.get(table).subList(0, 1_000));
        emulator.updateAll(
            table, row -> bulk.contains(row.get("sys_id")), Map.of("u_text", "bulk " + i));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int distinctRows(Map<String, TopicReader> readers) {
    return readers.values().stream().mapToInt(r -> r.read().keys()).sum();
  }

  private static long snapshotRecords(Map<String, TopicReader> readers) {
    return readers.values().stream()
        .flatMap(reader -> reader.records().stream())
        .map(r -> r.headers().lastHeader("servicenow.operation").value())
        .filter(operation -> new String(operation, StandardCharsets.UTF_8).equals("r"))
        .count();
  }

  private static long countTouched(TopicReader reader) {
    return reader.read().lastStates().values().stream()
        .filter(row -> row.get("u_text").equals("touched in one second"))
        .count();
  }

  private void assertSameState(
      String table, TopicReader reader, Predicate<Map<String, String>> visible) {
    Map<String, Map<String, String>> expected =
        emulator.rows(table).stream()
            .filter(visible)
            .collect(Collectors.toMap(row -> row.get("sys_id"), SourceIT::essence));
    await("all of " + table + " as it is now")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<String, Map<String, String>> seen = new HashMap<>();
              reader.read().lastStates().forEach((id, row) -> seen.put(id, essence(row)));
              assertThat(seen.equals(expected)).as(() -> difference(expected, seen)).isTrue();
            });
  }

  /** What tells two versions of a row apart. */
  private static Map<String, String> essence(Map<String, String> row) {
    return Map.of(
        "u_number", row.get("u_number"),
        "u_text", row.get("u_text"),
        "sys_updated_on", row.get("sys_updated_on"),
        "sys_mod_count", row.get("sys_mod_count"));
  }

  private static String difference(Map<String, ?> expected, Map<String, ?> seen) {
    List<String> wrong =
        expected.keySet().stream().filter(id -> !expected.get(id).equals(seen.get(id))).toList();
    long extra = seen.keySet().stream().filter(id -> !expected.containsKey(id)).count();
    return "%d rows missing or old, %d too many; for example %s: expected %s, seen %s"
        .formatted(
            wrong.size(),
            extra,
            wrong.stream().findFirst().orElse("-"),
            wrong.stream().findFirst().map(expected::get).orElse(null),
            wrong.stream().findFirst().map(seen::get).orElse(null));
  }
}
