/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.stack.Broker;
import io.snbridge.stack.ConnectWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * How long it takes from a change in ServiceNow until a consumer has its record. Each change is
 * made in this process, and its record is read in this process, so that one clock times both.
 */
final class FreshnessRun {

  private static final String TOPIC = "measured." + FreshRows.TABLE;
  private static final String DOORBELL = "doorbell";
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Path root;
  private final ConnectorFile connector;
  private final Scenario scenario;

  /**
   * What is measured.
   *
   * @param config of the connector, beside what its file says
   * @param rows of the table
   * @param latency of an answer
   * @param perSecond changes
   * @param lasts how long rows are changed
   * @param latest how long after its stamp a late change may become visible; zero for none late
   * @param kills of the worker meanwhile
   * @param rings whether a message tells of each change
   * @param again whether the whole table is read once more meanwhile
   */
  record Scenario(
      String name,
      Map<String, String> config,
      int rows,
      Duration latency,
      int perSecond,
      Duration lasts,
      Duration latest,
      int kills,
      boolean rings,
      boolean again) {}

  FreshnessRun(Path root, ConnectorFile connector, Scenario scenario) {
    this.root = root;
    this.connector = connector;
    this.scenario = scenario;
  }

  /**
   * Starts everything, measures, and ends everything.
   *
   * @throws IllegalStateException when a change is lost, or came after a later one of its row
   */
  void measure(MarkdownTable table) throws IOException, InterruptedException, ExecutionException {
    try (ServiceNowEmulator instance =
            ServiceNowEmulator.builder()
                .credentials(EmulatedInstance.USER, EmulatedInstance.PASSWORD)
                .start();
        BenchStack stack = new BenchStack(root, root.resolve("benchmarks/target/run"))) {
      FreshRows rows = FreshRows.ofTable(instance, scenario.rows());
      Broker broker = stack.startBroker();
      Records.create(broker.bootstrapServers(), TOPIC, 1);
      Records.create(broker.bootstrapServers(), DOORBELL, 1);
      Map<String, String> values = values(instance, broker);
      ConnectWorker worker = stack.startWorker(connector, "512m", values);
      ObjectNode config = connector.config(values);
      config.remove(List.of("poll.interval.ms"));
      scenario.config().forEach(config::put);
      if (scenario.rings()) {
        config.put("doorbell.topic", DOORBELL);
        config.put("doorbell.consumer.bootstrap.servers", broker.bootstrapServers());
      }
      worker.rest().configure("measured", config);
      try (KafkaConsumer<String, byte[]> topic = consumer(broker, List.of(TOPIC));
          KafkaProducer<String, String> bell = Records.producer(broker.bootstrapServers())) {
        read(topic, rows, worker, rows::allSeen);
        if (!scenario.latency().isZero()) {
          instance.faults().always(Fault.takes(scenario.latency()), RequestMatcher.any());
        }
        Thread changes = changes(rows, bell);
        // The first changes show code that has not run yet.
        changes.start();
        long warm = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        read(topic, rows, worker, () -> System.nanoTime() > warm);
        changes.interrupt();
        changes.join();
        read(topic, rows, worker, () -> rows.missing() == 0);
        rows.begin();
        long requests = instance.requests().count();
        Thread measured = changes(rows, bell);
        measured.start();
        long start = System.nanoTime();
        if (scenario.again()) {
          config.put("table.%s.snapshot.id".formatted(FreshRows.TABLE), "second");
          worker.rest().configure("measured", config);
          read(topic, rows, worker, rows::allCame);
        }
        double again = (System.nanoTime() - start) / 1e9;
        for (int part = 1; part <= scenario.kills() + 1; part++) {
          long until = start + scenario.lasts().toNanos() * part / (scenario.kills() + 1);
          read(topic, rows, worker, () -> System.nanoTime() > until);
          if (part <= scenario.kills()) {
            worker.kill();
            worker = stack.startWorker(connector, "512m", values);
          }
        }
        measured.interrupt();
        measured.join();
        long asked = instance.requests().count() - requests;
        read(topic, rows, worker, () -> rows.missing() == 0);
        table.add(
            scenario.name(),
            rows.percentile(0.5),
            rows.percentile(0.99),
            rows.percentile(1),
            rows.changes(),
            rows.timed(),
            rows.repeated(),
            scenario.again() ? again : "",
            asked / Math.max(again, (double) scenario.lasts().toSeconds()));
      }
    }
  }

  private Thread changes(FreshRows rows, KafkaProducer<String, String> bell) {
    return new Thread(
        () -> {
          long start = System.nanoTime();
          try {
            for (long made = 1; true; made++) {
              rows.change(scenario.latest());
              if (scenario.rings()) {
                var unused = bell.send(new ProducerRecord<>(DOORBELL, FreshRows.TABLE, null));
              }
              long next = start + made * 1_000_000_000L / scenario.perSecond();
              TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
            }
          } catch (InterruptedException enough) {
            rows.end();
          }
        });
  }

  private void read(
      KafkaConsumer<String, byte[]> topic,
      FreshRows rows,
      ConnectWorker worker,
      BooleanSupplier until) {
    long deadline = System.nanoTime() + LONGEST.plus(scenario.lasts()).toNanos();
    while (!until.getAsBoolean()) {
      topic.poll(Duration.ofMillis(20)).forEach(rows::arrived);
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s: the last change of %d rows has not arrived; see %s"
                .formatted(scenario.name(), rows.missing(), worker.log()));
      }
    }
  }

  /** A reader of topics of one partition each, from their beginning. */
  static KafkaConsumer<String, byte[]> consumer(Broker broker, List<String> topics) {
    List<TopicPartition> partitions =
        topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                broker.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private Map<String, String> values(ServiceNowEmulator instance, Broker broker) {
    return Map.of(
        "url",
        instance.url().toString(),
        "user",
        EmulatedInstance.USER,
        "password",
        EmulatedInstance.PASSWORD,
        "table",
        FreshRows.TABLE,
        "bootstrap.servers",
        broker.bootstrapServers(),
        "rows",
        Integer.toString(scenario.rows()),
        "page.size",
        "1000",
        "requests",
        "4",
        "poll.interval.ms",
        "5000");
  }
}
