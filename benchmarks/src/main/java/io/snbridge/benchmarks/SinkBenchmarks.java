/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.benchmarks.SinkRun.Load;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;

/** What {@code benchmarks/run sink} measures; each answers with a table in Markdown. */
final class SinkBenchmarks {

  private static final int ROWS = 60_000;
  private static final int BATCH_SIZE = 50;
  private static final int PENDING = 10_000;
  private static final Duration LATENCY = Duration.ofMillis(100);

  private final Path root;
  private final ConnectorFile connector;

  SinkBenchmarks(Path root, ConnectorFile connector) {
    this.root = root;
    this.connector = connector;
  }

  /**
   * Writes a second: distinct rows in one partition and in six, each API, a slow instance and a
   * quick one. The ideal of a slow one is the requests at once by the latency, and of a quick one
   * what a bare loop of PATCHes reaches.
   */
  String writes() throws IOException, InterruptedException, ExecutionException {
    MarkdownTable table =
        new MarkdownTable(
            "8 requests at once",
            "partitions",
            "ms an answer",
            "writes/s",
            "of the ideal",
            "requests a write",
            "CPU ms / 1,000 writes",
            "cores: worker",
            "emulator",
            "all else");
    try (SinkRun run = new SinkRun(root, connector, ROWS, "512m")) {
      run.measure(new Load("table", "update", 1, Duration.ZERO, 10_000));
      run.measure(new Load("batch", "update", 1, Duration.ZERO, 20_000));
      Measurement bare = run.bare(ROWS / 2);
      add(table, "bare loop of PATCHes", new Load("", "", 1, Duration.ZERO, 1), bare, bare.rate());
      for (int partitions : new int[] {1, 6}) {
        measure(run, table, new Load("table", "update", partitions, LATENCY, 2_000), 1);
        measure(run, table, new Load("batch", "update", partitions, LATENCY, 40_000), BATCH_SIZE);
        Load quick = new Load("table", "update", partitions, Duration.ZERO, ROWS / 2);
        add(table, quick.api() + ", updates", quick, run.measure(quick), bare.rate());
        Load quickBatch = new Load("batch", "update", partitions, Duration.ZERO, ROWS);
        add(
            table,
            quickBatch.api() + ", updates",
            quickBatch,
            run.measure(quickBatch),
            bare.rate());
      }
      measure(run, table, new Load("table", "insert", 1, LATENCY, 1_000), 1);
    }
    return table.toString();
  }

  /**
   * Heap for a record that waits: 10,000 of them, from one partition, behind 80 requests that take
   * ten minutes. Connect's own objects and the records are in it.
   */
  String pending() throws IOException, InterruptedException, ExecutionException {
    MarkdownTable table =
        new MarkdownTable("10,000 records pending", "live heap, bytes a record", "MiB in all");
    Load load = new Load("table", "update", 1, Duration.ofMinutes(10), PENDING, PENDING / 125);
    try (SinkRun run = new SinkRun(root, connector, ROWS, "512m")) {
      run.measure(new Load("table", "update", 1, Duration.ZERO, PENDING));
      double bytes = run.heapOfPending(load);
      table.add(connector.name(), bytes, bytes * PENDING / (1 << 20));
    }
    return table.toString();
  }

  /**
   * Not how fast, but how right: see {@link SinkSoak}.
   *
   * @param records empty for as many as each API can be given within minutes
   * @param apis one after the other
   */
  String soak(OptionalInt records, List<SoakApi> apis)
      throws IOException, InterruptedException, ExecutionException {
    StringJoiner tables = new StringJoiner("\n");
    for (SoakApi api : apis) {
      tables.add(new SinkSoak(root, connector, records.orElse(api.records())).run(api));
    }
    return tables.toString();
  }

  /** One, two and three workers, and the kill of one: see {@link SinkCluster}. */
  String cluster() throws IOException, InterruptedException, ExecutionException {
    return new SinkCluster(root, connector).measure();
  }

  private static void measure(SinkRun run, MarkdownTable table, Load load, int writesARequest)
      throws IOException, InterruptedException, ExecutionException {
    double ideal = SinkRun.REQUESTS * writesARequest / (load.latency().toMillis() / 1e3);
    add(table, load.api() + ", " + load.method() + "s", load, run.measure(load), ideal);
  }

  private static void add(
      MarkdownTable table, String name, Load load, Measurement m, double ideal) {
    table.add(
        name,
        load.partitions(),
        load.latency().toMillis(),
        m.rate(),
        String.format(Locale.ROOT, "%.0f %%", 100 * m.rate() / ideal),
        m.requests() / (double) m.records(),
        m.cpuPerMillion(),
        m.workerCores(),
        m.instanceCores(),
        m.otherCores());
  }
}
