/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.stack.Broker;
import io.snbridge.stack.ConnectWorker;
import io.snbridge.stack.KafkaRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A stack whose connectors write rows of the wide table, one load after the other: the worker is
 * warm from the second on.
 */
final class SinkRun implements AutoCloseable {

  static final int REQUESTS = 8;

  /** Of the sink, a record between Connect and ServiceNow. */
  private static final String DELIVERY = "io.snbridge.sink.delivery.Delivery";

  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final ConnectorFile connector;
  private final Path root;
  private final Path folder;
  private final BenchStack stack;
  private final EmulatedInstance instance;
  private final Broker broker;
  private final ConnectWorker worker;
  private final List<String> ids;
  private int loads;

  /**
   * What is to be written, and how.
   *
   * @param api the value of {@code write.api}
   * @param method the value of {@code write.method}: updates are of rows that are there, inserts of
   *     rows that are not
   * @param latency that an answer takes
   * @param requests at once
   */
  record Load(
      String api, String method, int partitions, Duration latency, int writes, int requests) {

    Load(String api, String method, int partitions, Duration latency, int writes) {
      this(api, method, partitions, latency, writes, REQUESTS);
    }
  }

  /**
   * Starts everything.
   *
   * @param rows of the table: no load may have more updates
   */
  SinkRun(Path root, ConnectorFile connector, int rows, String heap)
      throws IOException, InterruptedException {
    this.connector = connector;
    this.root = root;
    this.folder = root.resolve("benchmarks/target/run");
    this.stack = new BenchStack(root, folder);
    try {
      this.instance = stack.startInstance(rows);
      this.broker = stack.startBroker();
      this.worker = stack.startWorker(connector, heap, Map.of());
      this.ids = instance.ids(rows);
    } catch (IOException | InterruptedException | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  /** The change of an incident that each record is. */
  static String value(int number) {
    return """
        {"short_description": "Changed by record %d", "state": "%d", "priority": "3", \
        "assigned_to": "000000000000000000abcdef01234567", "category": "network", \
        "description": "The path was not found this morning. It is reachable again since the switch in building 4 was replaced."}"""
        .formatted(number, 1 + number % 7);
  }

  private String produce(Load load) throws IOException, InterruptedException, ExecutionException {
    String topic = "load-" + ++loads;
    Records.write(
        broker.bootstrapServers(),
        topic,
        load.partitions(),
        load.writes(),
        load.method().equals("insert") ? "%032x"::formatted : ids::get,
        SinkRun::value);
    if (!load.latency().isZero()) {
      instance.delay(load.latency());
    }
    return topic;
  }

  /**
   * What a load takes of the worker's heap while all of it is pending, in bytes a record.
   *
   * @throws IllegalStateException when it is not all pending within a minute
   */
  double heapOfPending(Load load) throws IOException, InterruptedException, ExecutionException {
    String topic = produce(load);
    long before = LiveHeap.of(worker.handle()).bytes();
    worker.rest().configure(topic, connector.config(values(topic, load)));
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    LiveHeap heap = LiveHeap.of(worker.handle());
    while (heap.instances(DELIVERY) < load.writes()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%d of %d records are pending; see %s"
                .formatted(heap.instances(DELIVERY), load.writes(), worker.log()));
      }
      TimeUnit.MILLISECONDS.sleep(200);
      heap = LiveHeap.of(worker.handle());
    }
    worker.rest().delete(topic);
    instance.endDelay();
    return (heap.bytes() - before) / (double) load.writes();
  }

  /**
   * Writes a load and measures.
   *
   * @throws IllegalStateException when a task fails, or it takes more than five minutes
   */
  Measurement measure(Load load) throws IOException, InterruptedException, ExecutionException {
    String topic = produce(load);
    long changesBefore = instance.changes();
    long requestsBefore = instance.requests();
    Samples samples = new Samples(List.of(worker.handle()), broker.handle(), instance.handle());
    worker.rest().configure(topic, connector.config(values(topic, load)));
    long deadline = System.nanoTime() + LONGEST.toNanos();
    long written = 0;
    for (long looks = 1; written < load.writes(); looks++) {
      TimeUnit.MILLISECONDS.sleep(20);
      written = instance.changes() - changesBefore;
      samples.take(written);
      if (looks % 100 == 0) {
        worker.requireNotFailed(topic);
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s: %d of %d writes after %s; see %s"
                .formatted(load, written, load.writes(), LONGEST, worker.log()));
      }
    }
    long requests = instance.requests() - requestsBefore;
    worker.rest().delete(topic);
    instance.endDelay();
    return samples.measurement(
        load.writes(), ProcessUse.peakMemory(worker.handle()).orElse(0), requests, 0, written);
  }

  /** The same writes without a connector, one request each. */
  Measurement bare(int writes) throws IOException {
    Path file = folder.resolve("ids.txt");
    Files.write(file, ids.subList(0, writes));
    return StandaloneRun.run(
        folder,
        BenchStack.classPath(root, KafkaRuntime.KAFKA_3_9),
        BareWrites.class,
        instance,
        writes,
        file.toString());
  }

  private Map<String, String> values(String topic, Load load) {
    Map<String, String> values = new HashMap<>();
    values.put("url", instance.url().toString());
    values.put("user", EmulatedInstance.USER);
    values.put("password", EmulatedInstance.PASSWORD);
    values.put("table", EmulatedInstance.TABLE);
    values.put("topic", topic);
    values.put("requests", Integer.toString(load.requests()));
    values.put("write.api", load.api());
    values.put("write.method", load.method());
    return values;
  }

  @Override
  public void close() {
    stack.close();
  }
}
