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
import io.snbridge.emulator.company.WideTables;
import io.snbridge.stack.Broker;
import io.snbridge.stack.ConnectWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Many small tables of one base and a large one, read by one task with the defaults, and once more
 * after a stop. When a table streams, the worker's log says.
 */
final class TablesRun {

  private static final int SMALL = 200;
  private static final int LARGE = 100_000;
  private static final Duration LATENCY = Duration.ofMillis(20);
  private static final Duration LONGEST = Duration.ofMinutes(4);
  private static final String NAME = "measured";
  private static final String TOPIC = "measured.all";
  private static final String STREAMS = ": changes are read from ";

  private final Path root;
  private final ConnectorFile connector;
  private final WideTables tables;

  /** What the instance and the worker had done at a moment. */
  private record Moment(long nanos, long requests, long records) {}

  TablesRun(Path root, ConnectorFile connector, int tables) {
    this.root = root;
    this.connector = connector;
    this.tables = new WideTables("u_part", tables, SMALL);
  }

  static MarkdownTable table() {
    return new MarkdownTable(
        "tables, 200 rows each, and one of 100,000",
        "rows/s",
        "s until the small ones stream",
        "s until all stream",
        "requests until then, a table",
        "threads more",
        "KiB of heap more, a table",
        "requests of a restart",
        "s until all stream");
  }

  /**
   * Starts everything, measures, and ends everything.
   *
   * @throws IllegalStateException when not all tables stream within four minutes
   */
  void measure(MarkdownTable table) throws IOException, InterruptedException, ExecutionException {
    try (ServiceNowEmulator instance =
            ServiceNowEmulator.builder()
                .credentials(EmulatedInstance.USER, EmulatedInstance.PASSWORD)
                .start();
        BenchStack stack = new BenchStack(root, root.resolve("benchmarks/target/run"))) {
      tables.fill(instance);
      new WideTable(EmulatedInstance.TABLE, LARGE).fill(instance);
      Broker broker = stack.startBroker();
      Map<String, String> values = values(instance, broker);
      ConnectWorker worker = stack.startWorker(connector, "512m", values);
      int all = tables.tables() + 1;
      try (TopicEnds ends = new TopicEnds(broker.bootstrapServers(), List.of(TOPIC))) {
        long threads = threads(worker);
        long heap = LiveHeap.of(worker.handle()).bytes();
        instance.faults().always(Fault.takes(LATENCY), RequestMatcher.any());
        // Without what a validation asks.
        worker.rest().configure(NAME, config(values));
        Moment start = now(instance, ends);
        Moment small = await(worker, instance, ends, 0, tables.tables());
        Moment end = await(worker, instance, ends, 0, all);
        while (ends.records() < rows()) {
          TimeUnit.MILLISECONDS.sleep(50);
        }
        Moment written = now(instance, ends);
        // As it stays: what has begun to rest does, and what was read is let go.
        TimeUnit.SECONDS.sleep(10);
        long more = LiveHeap.of(worker.handle()).bytes() - heap;
        long moreThreads = threads(worker) - threads;
        worker.rest().stop(NAME);
        awaitNoTask(worker);
        long before = instance.requests().count();
        long said = streaming(worker);
        long resumed = System.nanoTime();
        worker.rest().resume(NAME);
        Moment again = await(worker, instance, ends, said, all);
        table.add(
            all,
            rows() / seconds(start, written),
            seconds(start, small),
            seconds(start, end),
            (end.requests() - start.requests()) / (double) all,
            moreThreads,
            more / 1024.0 / all,
            again.requests() - before,
            (again.nanos() - resumed) / 1e9);
      }
    }
  }

  private long rows() {
    return (long) tables.tables() * SMALL + LARGE;
  }

  private static double seconds(Moment from, Moment to) {
    return (to.nanos() - from.nanos()) / 1e9;
  }

  private static Moment now(ServiceNowEmulator instance, TopicEnds ends)
      throws InterruptedException, ExecutionException {
    return new Moment(System.nanoTime(), instance.requests().count(), ends.records());
  }

  /** Until so many tables more than before have said that they stream. */
  private Moment await(
      ConnectWorker worker, ServiceNowEmulator instance, TopicEnds ends, long before, int more)
      throws IOException, InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (streaming(worker) - before < more) {
      TimeUnit.MILLISECONDS.sleep(100);
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%d of %d tables stream after %s; see %s"
                .formatted(streaming(worker) - before, more, LONGEST, worker.log()));
      }
    }
    return now(instance, ends);
  }

  private static void awaitNoTask(ConnectWorker worker) throws IOException, InterruptedException {
    while (!worker.rest().status(NAME).path("tasks").isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static long streaming(ConnectWorker worker) throws IOException {
    try (Stream<String> lines = Files.lines(worker.log())) {
      return lines.filter(line -> line.contains(STREAMS)).count();
    }
  }

  /** Of the whole process; Linux only, else 0. */
  private static long threads(ConnectWorker worker) throws IOException {
    Path all = Path.of("/proc", Long.toString(worker.handle().pid()), "task");
    if (!Files.exists(all)) {
      return 0;
    }
    try (Stream<Path> threads = Files.list(all)) {
      return threads.count();
    }
  }

  /** The defaults but for the topic, of which one is enough. */
  private ObjectNode config(Map<String, String> values) {
    ObjectNode config = connector.config(values);
    config.remove(List.of("poll.interval.ms", "page.size", "servicenow.max.concurrent.requests"));
    return config
        .put("transforms", "one")
        .put("transforms.one.type", "org.apache.kafka.connect.transforms.RegexRouter")
        .put("transforms.one.regex", ".*")
        .put("transforms.one.replacement", TOPIC);
  }

  private Map<String, String> values(ServiceNowEmulator instance, Broker broker) {
    Map<String, String> values = new HashMap<>();
    values.put("url", instance.url().toString());
    values.put("user", EmulatedInstance.USER);
    values.put("password", EmulatedInstance.PASSWORD);
    values.put(
        "table",
        Stream.concat(Stream.of(EmulatedInstance.TABLE), tables.names())
            .collect(Collectors.joining(",")));
    values.put("bootstrap.servers", broker.bootstrapServers());
    values.put("rows", Long.toString(rows()));
    values.put("page.size", "1000");
    values.put("requests", "4");
    values.put("poll.interval.ms", "5000");
    return values;
  }
}
