/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.stack.Broker;
import io.snbridge.stack.ConnectWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A snapshot of the wide table by a source connector, watched from outside: the records in the
 * broker, the processor time that the system counts, the requests that the instance answered.
 *
 * <p>Placeholders of its {@link ConnectorFile}: {@code url}, {@code user}, {@code password}, {@code
 * table}, {@code bootstrap.servers}, {@code rows}, {@code page.size}, {@code requests} (how many at
 * once), {@code poll.interval.ms}.
 */
final class SourceRun {

  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Path root;
  private final ConnectorFile connector;
  private final Scenario scenario;

  /**
   * What the instance is like, and how long a worker's memory may get.
   *
   * @param rows of the table
   * @param latency that an answer takes
   * @param heap as {@code -Xmx} takes it
   * @param idle how long to watch after the last row
   */
  record Scenario(int rows, Duration latency, String heap, Duration idle) {

    static final int PAGE_SIZE = 1000;
    static final int REQUESTS = 4;
    static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    /** Rows a second if an answer took nothing but the latency. */
    double idealRate() {
      return REQUESTS * PAGE_SIZE / (latency.toNanos() / 1e9);
    }
  }

  SourceRun(Path root, ConnectorFile connector, Scenario scenario) {
    this.root = root;
    this.connector = connector;
    this.scenario = scenario;
  }

  /**
   * Starts everything, measures, and ends everything.
   *
   * @throws IllegalStateException when a task fails, or the rows do not arrive within five minutes
   */
  Measurement measure() throws IOException, InterruptedException, ExecutionException {
    return measure(1).get(0);
  }

  /**
   * As {@link #measure()}, several times with the same processes and a new connector each time: in
   * the first run they are cold.
   */
  List<Measurement> measure(int runs) throws IOException, InterruptedException, ExecutionException {
    List<Measurement> measurements = new ArrayList<>();
    try (BenchStack stack = new BenchStack(root, root.resolve("benchmarks/target/run"))) {
      EmulatedInstance instance = stack.startInstance(scenario.rows());
      Broker broker = stack.startBroker();
      Map<String, String> values = values(instance, broker);
      ConnectWorker worker = stack.startWorker(connector, scenario.heap(), values);
      try (TopicEnds ends = new TopicEnds(broker.bootstrapServers(), connector.topics(values))) {
        if (!scenario.latency().isZero()) {
          instance.delay(scenario.latency());
        }
        for (int run = 1; run <= runs; run++) {
          String name = "measured-" + run;
          Samples samples =
              new Samples(List.of(worker.handle()), broker.handle(), instance.handle());
          long requestsBefore = instance.requests();
          long recordsBefore = ends.records();
          worker.rest().configure(name, connector.config(values));
          watch(name, worker, () -> ends.records() - recordsBefore, samples);
          long requests = instance.requests();
          TimeUnit.NANOSECONDS.sleep(scenario.idle().toNanos());
          measurements.add(
              samples.measurement(
                  scenario.rows(),
                  ProcessUse.peakMemory(worker.handle()).orElse(0),
                  requests - requestsBefore,
                  instance.requests() - requests,
                  ends.records() - recordsBefore));
          worker.rest().delete(name);
        }
      }
    }
    return measurements;
  }

  /** Records of a run. */
  private interface Arrived {
    long records() throws InterruptedException, ExecutionException;
  }

  private void watch(String name, ConnectWorker worker, Arrived arrived, Samples samples)
      throws IOException, InterruptedException, ExecutionException {
    long deadline = System.nanoTime() + LONGEST.toNanos();
    long records = 0;
    long looks = 0;
    while (records < scenario.rows()) {
      TimeUnit.MILLISECONDS.sleep(50);
      records = arrived.records();
      samples.take(records);
      if (++looks % 100 == 0) {
        worker.requireNotFailed(name);
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s: %d of %d rows after %s; see %s"
                .formatted(connector.name(), records, scenario.rows(), LONGEST, worker.log()));
      }
    }
  }

  private Map<String, String> values(EmulatedInstance instance, Broker broker) {
    Map<String, String> values = new HashMap<>();
    values.put("url", instance.url().toString());
    values.put("user", EmulatedInstance.USER);
    values.put("password", EmulatedInstance.PASSWORD);
    values.put("table", EmulatedInstance.TABLE);
    values.put("bootstrap.servers", broker.bootstrapServers());
    values.put("rows", Integer.toString(scenario.rows()));
    values.put("page.size", Integer.toString(Scenario.PAGE_SIZE));
    values.put("requests", Integer.toString(Scenario.REQUESTS));
    values.put("poll.interval.ms", Long.toString(Scenario.POLL_INTERVAL.toMillis()));
    return values;
  }
}
