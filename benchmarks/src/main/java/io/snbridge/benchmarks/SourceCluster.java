/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.company.WideTable;
import io.snbridge.stack.Broker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * A source of several tables with one, two and three workers and tasks: how fast its snapshots are,
 * and what {@link SourceKill} sees.
 */
final class SourceCluster {

  private static final int WORKERS = 3;
  private static final int TABLES = 6;
  private static final int ROWS = 12_000;
  private static final int WARM_ROWS = 3_000;
  private static final int CHANGING_ROWS = 500;
  private static final int PAGE_SIZE = 250;
  private static final int REQUESTS = 4;

  /** The last part is not timed: there, readers run out of rows one after the other. */
  private static final double TIMED = 0.85;

  private static final Duration LATENCY = Duration.ofMillis(500);
  private static final String NUMBER = "reopen_count";

  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Path root;
  private final ConnectorFile connector;

  SourceCluster(Path root, ConnectorFile connector) {
    this.root = root;
    this.connector = connector;
  }

  /**
   * Starts everything, measures, and ends everything.
   *
   * @return two tables in Markdown
   * @throws IllegalStateException when a row or a change is lost, or a task fails
   */
  String measure() throws IOException, InterruptedException, ExecutionException {
    MarkdownTable rates =
        new MarkdownTable(
            "%d tables, %d ms a page of %d rows".formatted(TABLES, LATENCY.toMillis(), PAGE_SIZE),
            "rows/s",
            "of the ideal",
            "s",
            "requests",
            "cores: workers",
            "broker",
            "emulator",
            "all else");
    List<String> warm = names("u_warm");
    List<String> measured = names("u_wide");
    try (ServiceNowEmulator instance =
            ServiceNowEmulator.builder()
                .credentials(EmulatedInstance.USER, EmulatedInstance.PASSWORD)
                .start();
        BenchStack stack = new BenchStack(root, root.resolve("benchmarks/target/run"))) {
      warm.forEach(table -> new WideTable(table, WARM_ROWS).fill(instance));
      measured.forEach(table -> new WideTable(table, ROWS).fill(instance));
      FreshRows rows = changingRows(instance, measured);
      Broker broker = stack.startBroker();
      instance.faults().always(Fault.takes(LATENCY), RequestMatcher.any());
      WorkerGroup workers = new WorkerGroup(stack, connector);
      Map<String, String> values = values(instance, broker);
      LongSupplier requests = () -> instance.requests().count();
      try (TopicEnds warmEnds = new TopicEnds(broker.bootstrapServers(), topics(warm, values));
          TopicEnds ends = new TopicEnds(broker.bootstrapServers(), topics(measured, values))) {
        for (int count = 1; count <= WORKERS; count++) {
          workers.add();
          String name = "warm-" + count;
          snapshot(name, warm, workers, broker, values, warmEnds, TABLES * WARM_ROWS, requests);
          workers.end(name);
          name = "measured-" + count;
          int all = TABLES * ROWS;
          Measurement m = snapshot(name, measured, workers, broker, values, ends, all, requests);
          double ideal = count * REQUESTS * PAGE_SIZE / (LATENCY.toMillis() / 1e3);
          rates.add(
              count == 1 ? "one worker and task" : count + " workers and tasks",
              m.rate(),
              String.format(Locale.ROOT, "%.0f %%", 100 * m.rate() / ideal),
              m.seconds(),
              m.requests(),
              m.workerCores(),
              m.brokerCores(),
              m.instanceCores(),
              m.otherCores());
          if (count < WORKERS) {
            workers.end(name);
          }
        }
      }
      return rates
          + "\n"
          + new SourceKill(broker, topics(measured, values), workers, rows)
              .measure("measured-" + WORKERS);
    }
  }

  private Measurement snapshot(
      String name,
      List<String> tables,
      WorkerGroup workers,
      Broker broker,
      Map<String, String> values,
      TopicEnds ends,
      int rows,
      LongSupplier requests)
      throws IOException, InterruptedException, ExecutionException {
    long before = ends.records();
    long asked = requests.getAsLong();
    Samples samples = new Samples(workers.handles(), broker.handle(), ProcessHandle.current());
    workers.begin(name, config(tables, values));
    long deadline = System.nanoTime() + LONGEST.toNanos();
    long records = 0;
    for (long looks = 1; records < rows; looks++) {
      records = ends.records() - before;
      samples.take(records);
      if (looks % 100 == 0 && !workers.runs(name)) {
        throw new IllegalStateException("Not all tasks of " + name + " run");
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("%s: %d of %d rows".formatted(name, records, rows));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return samples.measurement((int) (rows * TIMED), 0, requests.getAsLong() - asked, 0, records);
  }

  /** Some rows of each table, in turn. */
  private static FreshRows changingRows(ServiceNowEmulator instance, List<String> tables) {
    Map<String, List<String>> ids = new HashMap<>();
    for (String table : tables) {
      List<String> some =
          instance.rows(table).stream().limit(CHANGING_ROWS).map(row -> row.get("sys_id")).toList();
      some.forEach(id -> instance.updateSilently(table, id, Map.of(NUMBER, "0")));
      ids.put(table, some);
    }
    Map<String, String> inTurn = new LinkedHashMap<>();
    for (int i = 0; i < CHANGING_ROWS; i++) {
      for (String table : tables) {
        inTurn.put(ids.get(table).get(i), table);
      }
    }
    return new FreshRows(instance, NUMBER, inTurn);
  }

  private static List<String> names(String prefix) {
    return IntStream.rangeClosed(1, TABLES).mapToObj(number -> prefix + "_" + number).toList();
  }

  private List<String> topics(List<String> tables, Map<String, String> values) {
    List<String> topics = new ArrayList<>();
    tables.forEach(table -> topics.addAll(connector.topics(with(table, values))));
    return topics;
  }

  private ObjectNode config(List<String> tables, Map<String, String> values) {
    return connector.config(with(String.join(",", tables), values));
  }

  private static Map<String, String> with(String tables, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("table", tables);
    return all;
  }

  private static Map<String, String> values(ServiceNowEmulator instance, Broker broker) {
    return Map.of(
        "url",
        instance.url().toString(),
        "user",
        EmulatedInstance.USER,
        "password",
        EmulatedInstance.PASSWORD,
        "bootstrap.servers",
        broker.bootstrapServers(),
        "rows",
        Integer.toString(TABLES * ROWS),
        "page.size",
        Integer.toString(PAGE_SIZE),
        "requests",
        Integer.toString(REQUESTS),
        "poll.interval.ms",
        "1000");
  }
}
