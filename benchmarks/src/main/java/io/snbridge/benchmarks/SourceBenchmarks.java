/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.stack.KafkaRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** What is measured of a source; each method gives a table. */
final class SourceBenchmarks {

  private final Path root;
  private final ConnectorFile connector;
  private final int times;

  /**
   * @param root the checkout, built
   * @param times how often each is run
   */
  SourceBenchmarks(Path root, ConnectorFile connector, int times) {
    this.root = root;
    this.connector = connector;
    this.times = times;
  }

  /**
   * Each answer takes 200 ms: the snapshot beside what four requests at once could bring, by a
   * worker and a broker just started, and once more by the same.
   */
  String latency() throws IOException, InterruptedException, ExecutionException {
    SourceRun.Scenario scenario =
        new SourceRun.Scenario(300_000, Duration.ofMillis(200), "512m", Duration.ZERO);
    MarkdownTable table =
        new MarkdownTable(
            "200 ms a page, 300,000 rows",
            "rows/s",
            "of the ideal 20,000",
            "s from start to last row",
            "requests",
            "CPU s / 1M rows",
            "cores: worker",
            "broker",
            "emulator",
            "all else");
    for (int i = 0; i < times; i++) {
      List<Measurement> runs = new SourceRun(root, connector, scenario).measure(2);
      addLatency(table, connector.name() + ", cold", runs.get(0), scenario);
      addLatency(table, connector.name() + ", warm", runs.get(1), scenario);
    }
    return table.toString();
  }

  private static void addLatency(
      MarkdownTable table, String name, Measurement m, SourceRun.Scenario scenario) {
    table.add(
        name,
        m.rate(),
        percent(m.rate() / scenario.idealRate()),
        m.secondsFromStart(),
        m.requests(),
        m.cpuPerMillion(),
        m.workerCores(),
        m.brokerCores(),
        m.instanceCores(),
        m.otherCores());
  }

  /** No latency: processor time for a row, beside the bare loop, and beside Connect alone. */
  String cpu() throws IOException, InterruptedException, ExecutionException {
    SourceRun.Scenario scenario =
        new SourceRun.Scenario(600_000, Duration.ZERO, "512m", Duration.ZERO);
    MarkdownTable table =
        new MarkdownTable(
            "no latency, 600,000 rows",
            "CPU s / 1M rows, warm",
            "rows / CPU s",
            "of the bare loop",
            "rows/s",
            "cores: its own",
            "all else");
    for (int i = 0; i < times; i++) {
      Measurement bare;
      Measurement alone;
      Path folder = root.resolve("benchmarks/target/lone");
      try (BenchStack stack = new BenchStack(root, folder)) {
        EmulatedInstance instance = stack.startInstance(scenario.rows());
        bare =
            StandaloneRun.run(
                folder,
                BenchStack.classPath(root, KafkaRuntime.KAFKA_3_9),
                BareLoop.class,
                instance,
                scenario.rows());
        alone =
            StandaloneRun.run(
                folder,
                BenchStack.classPath(root, KafkaRuntime.KAFKA_3_9),
                SourceAlone.class,
                instance,
                scenario.rows());
      }
      ConnectorFile text = file("ready-text.json").withProducerOf(connector);
      ConnectorFile ready = file("ready-rows.json").withProducerOf(connector);
      Measurement producer = new SourceRun(root, text, scenario).measure(2).get(1);
      Measurement connect = new SourceRun(root, ready, scenario).measure(2).get(1);
      Measurement whole = new SourceRun(root, connector, scenario).measure(2).get(1);
      addCpu(table, "bare loop", bare, bare);
      addCpu(table, "snbridge's task alone, without Connect", alone, bare);
      addCpu(table, text.name(), producer, bare);
      addCpu(table, ready.name(), connect, bare);
      addCpu(table, connector.name() + " in Connect", whole, bare);
    }
    return table.toString();
  }

  private ConnectorFile file(String name) throws IOException {
    return ConnectorFile.read(root.resolve("benchmarks/connectors").resolve(name));
  }

  private static void addCpu(MarkdownTable table, String name, Measurement m, Measurement bare) {
    table.add(
        name,
        m.cpuPerMillion(),
        m.rowsPerCpuSecond(),
        percent(m.rowsPerCpuSecond() / bare.rowsPerCpuSecond()),
        m.rate(),
        m.workerCores(),
        m.otherCores());
  }

  /** A million rows through small workers and a usual one. */
  String memory() throws IOException, InterruptedException, ExecutionException {
    MarkdownTable table =
        new MarkdownTable(
            "1,000,000 rows",
            "records",
            "requests",
            "rows/s",
            "peak resident MiB",
            "CPU s / 1M rows",
            "all else, cores");
    for (int i = 0; i < times; i++) {
      for (String heap : List.of("128m", "256m", "1g")) {
        SourceRun.Scenario scenario =
            new SourceRun.Scenario(1_000_000, Duration.ZERO, heap, Duration.ZERO);
        Measurement m = new SourceRun(root, connector, scenario).measure();
        table.add(
            connector.name() + ", -Xmx" + heap,
            m.records(),
            m.requests(),
            m.rate(),
            m.peakMemory(),
            m.cpuPerMillion(),
            m.otherCores());
      }
    }
    return table.toString();
  }

  /** A table in which nothing happens. */
  String idle() throws IOException, InterruptedException, ExecutionException {
    Duration watched = Duration.ofSeconds(30);
    SourceRun.Scenario scenario = new SourceRun.Scenario(1000, Duration.ZERO, "512m", watched);
    MarkdownTable table =
        new MarkdownTable("idle for 30 s, a poll a second", "requests", "requests a poll");
    for (int i = 0; i < times; i++) {
      Measurement m = new SourceRun(root, connector, scenario).measure();
      double polls = watched.toMillis() / (double) SourceRun.Scenario.POLL_INTERVAL.toMillis();
      table.add(connector.name(), m.idleRequests(), m.idleRequests() / polls);
    }
    return table.toString();
  }

  /** One, two and three workers, and the kill of one. */
  String cluster() throws IOException, InterruptedException, ExecutionException {
    List<String> tables = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      tables.add(new SourceCluster(root, connector).measure());
    }
    return String.join("\n", tables);
  }

  /** From a change in ServiceNow to its record, in seconds. */
  String freshness() throws IOException, InterruptedException, ExecutionException {
    MarkdownTable table =
        new MarkdownTable(
            "s from a change to its record",
            "half within",
            "99 % within",
            "all within",
            "changes",
            "timed",
            "records twice",
            "s of a second snapshot",
            "requests/s");
    Duration slow = Duration.ofMillis(100);
    List<FreshnessRun.Scenario> scenarios =
        List.of(
            fresh("poll.interval.ms=5000 (default)", 5000, Duration.ZERO, 0, false),
            fresh("poll.interval.ms=500, answers take 100 ms", 500, slow, 0, false),
            fresh("poll.interval.ms=200", 200, Duration.ZERO, 0, false),
            fresh(
                "the same, two kills, one change in 20 commits late", 200, Duration.ZERO, 2, false),
            fresh(
                "poll.interval.ms=60000, a message for each change",
                60_000,
                Duration.ZERO,
                0,
                true),
            beside("poll.interval.ms=200, 300,000 rows, 50 changes/s", false),
            beside("the same, and all rows are read once more", true));
    for (int i = 0; i < times; i++) {
      for (FreshnessRun.Scenario scenario : scenarios) {
        new FreshnessRun(root, connector, scenario).measure(table);
      }
    }
    return table.toString();
  }

  /** Ten, a hundred and a thousand tables, of which one is large, in one task. */
  String tables() throws IOException, InterruptedException, ExecutionException {
    MarkdownTable table = TablesRun.table();
    for (int i = 0; i < times; i++) {
      for (int tables : List.of(10, 100, 1000)) {
        new TablesRun(root, connector, tables - 1).measure(table);
      }
    }
    return table.toString();
  }

  private static FreshnessRun.Scenario fresh(
      String name, int pollMillis, Duration latency, int kills, boolean rings) {
    return new FreshnessRun.Scenario(
        name,
        Map.of("poll.interval.ms", Integer.toString(pollMillis)),
        // With a hundred changes a second, none is changed twice within 20 seconds.
        2000,
        latency,
        100,
        Duration.ofSeconds(40),
        kills == 0 ? Duration.ZERO : Duration.ofSeconds(2),
        kills,
        rings,
        false);
  }

  private static FreshnessRun.Scenario beside(String name, boolean again) {
    return new FreshnessRun.Scenario(
        name,
        Map.of("poll.interval.ms", "200"),
        300_000,
        Duration.ZERO,
        50,
        Duration.ofSeconds(20),
        Duration.ZERO,
        0,
        false,
        again);
  }

  private static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.0f %%", ratio * 100);
  }
}
