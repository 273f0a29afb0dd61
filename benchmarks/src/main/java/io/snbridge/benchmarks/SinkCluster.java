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
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A sink with one, two and three workers and tasks: how fast it writes to a slow instance, and what
 * happens to its writes when one of three workers is killed for good.
 */
final class SinkCluster {

  private static final int WORKERS = 3;
  private static final String LOADED = "u_load";
  private static final int WARM_WRITES_A_WORKER = 300;
  private static final int WRITES_A_WORKER = 800;
  private static final Duration LATENCY = Duration.ofMillis(200);
  private static final int REQUESTS_KEPT = 200_000;
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private final Path root;
  private final ConnectorFile connector;

  /** So many records so far: no value is the same as that of its row. */
  private int records;

  SinkCluster(Path root, ConnectorFile connector) {
    this.root = root;
    this.connector = connector;
  }

  /**
   * Starts everything, measures, and ends everything.
   *
   * @return two tables in Markdown
   * @throws IllegalStateException when ServiceNow does not equal the topic, or a task fails
   */
  String measure() throws IOException, InterruptedException, ExecutionException {
    MarkdownTable rates =
        new MarkdownTable(
            "`table`, updates, %d partitions, %d ms an answer"
                .formatted(SoakTopic.PARTITIONS, LATENCY.toMillis()),
            "writes/s",
            "of the ideal",
            "requests a write",
            "cores: workers",
            "broker",
            "emulator",
            "all else");
    try (ServiceNowEmulator instance =
            ServiceNowEmulator.builder()
                .credentials(EmulatedInstance.USER, EmulatedInstance.PASSWORD)
                .recordedRequests(REQUESTS_KEPT)
                .start();
        BenchStack stack = new BenchStack(root, root.resolve("benchmarks/target/run"))) {
      fill(instance);
      SoakApi.TABLE.define(instance);
      Broker broker = stack.startBroker();
      instance.faults().always(Fault.takes(LATENCY), RequestMatcher.any());
      WorkerGroup workers = new WorkerGroup(stack, connector);
      for (int count = 1; count <= WORKERS; count++) {
        workers.add();
        String topic = "load-" + count;
        Records.create(broker.bootstrapServers(), topic, SoakTopic.PARTITIONS);
        workers.begin(topic, config(instance, topic, LOADED, "update"));
        try (SinkGroup group =
            new SinkGroup(broker.bootstrapServers(), topic, SoakTopic.PARTITIONS)) {
          group.awaitMembers(count, LONGEST);
          load(topic, count * WARM_WRITES_A_WORKER, instance, broker, workers);
          Measurement m = load(topic, count * WRITES_A_WORKER, instance, broker, workers);
          double ideal = count * SinkRun.REQUESTS / (LATENCY.toMillis() / 1e3);
          rates.add(
              count == 1 ? "one worker and task" : count + " workers and tasks",
              m.rate(),
              String.format(Locale.ROOT, "%.0f %%", 100 * m.rate() / ideal),
              m.requests() / (double) m.records(),
              m.workerCores(),
              m.brokerCores(),
              m.instanceCores(),
              m.otherCores());
        }
        workers.end(topic);
      }
      String name = SoakTopic.NAME;
      Records.create(broker.bootstrapServers(), name, SoakTopic.PARTITIONS);
      workers.begin(name, config(instance, name, SoakApi.ROWS, "upsert"));
      return rates + "\n" + new SinkKill(instance, broker.bootstrapServers(), workers).measure();
    }
  }

  private Measurement load(
      String topic, int writes, ServiceNowEmulator instance, Broker broker, WorkerGroup workers)
      throws IOException, InterruptedException, ExecutionException {
    long before = instance.changes();
    long requests = instance.requests().count();
    int first = records;
    records += writes;
    Samples samples = new Samples(workers.handles(), broker.handle(), ProcessHandle.current());
    Records.send(
        broker.bootstrapServers(),
        topic,
        SoakTopic.PARTITIONS,
        writes,
        SinkCluster::id,
        number -> SinkRun.value(first + number));
    long deadline = System.nanoTime() + LONGEST.toNanos();
    long written = 0;
    for (long looks = 1; written < writes; looks++) {
      written = instance.changes() - before;
      samples.take(written);
      if (looks % 200 == 0 && !workers.runs(topic)) {
        throw new IllegalStateException("Not all tasks of " + topic + " run");
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("%s: %d of %d writes".formatted(topic, written, writes));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return samples.measurement(writes, 0, instance.requests().count() - requests, 0, written);
  }

  private ObjectNode config(
      ServiceNowEmulator instance, String topic, String table, String method) {
    return connector.config(
        Map.of(
            "url",
            instance.url().toString(),
            "user",
            EmulatedInstance.USER,
            "password",
            EmulatedInstance.PASSWORD,
            "table",
            table,
            "topic",
            topic,
            "requests",
            Integer.toString(SinkRun.REQUESTS),
            "write.api",
            "table",
            "write.method",
            method));
  }

  /** As many rows as a load has updates. */
  private static void fill(ServiceNowEmulator instance) {
    new WideTable(LOADED, 1).fill(instance);
    instance.insertAll(
        LOADED,
        IntStream.range(0, WORKERS * WRITES_A_WORKER)
            .mapToObj(number -> Map.of("sys_id", id(number)))
            .toList());
  }

  private static String id(int number) {
    return "%032x".formatted(number);
  }
}
