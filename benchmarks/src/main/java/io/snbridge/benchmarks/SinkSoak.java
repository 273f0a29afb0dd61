/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.stack.Broker;
import io.snbridge.stack.ConnectWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * 100,000 records for an instance on which everything goes wrong, through a worker that is killed
 * five times: then ServiceNow must equal the topic. Nineteen of twenty records are of one of 20,000
 * rows, one in ten of those a delete; the others have no key, and each creates a row of its own.
 */
final class SinkSoak {

  private static final String TABLE = "u_soak";
  private static final String TOPIC = "soak";
  private static final int RECORDS = 100_000;
  private static final int ROWS = 20_000;
  private static final int PARTITIONS = 6;
  private static final int KILLS = 5;
  private static final int EVERY_CREATE = 20;
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final Path root;
  private final ConnectorFile connector;

  /** What the topic says: the sequence of each row that is there at the end. */
  private final Map<String, String> expected = new HashMap<>();

  /** Sequences of records that create a row each. */
  private final Set<String> created = new HashSet<>();

  SinkSoak(Path root, ConnectorFile connector) {
    this.root = root;
    this.connector = connector;
  }

  /**
   * Runs it.
   *
   * @throws IllegalStateException when ServiceNow does not equal the topic: says in what
   */
  String run(String api) throws IOException, InterruptedException, ExecutionException {
    try (ServiceNowEmulator emulator =
            ServiceNowEmulator.builder()
                .oauthClient(EmulatedInstance.USER, EmulatedInstance.PASSWORD)
                .start();
        BenchStack stack = new BenchStack(root, root.resolve("benchmarks/target/run"))) {
      emulator.table(
          TABLE,
          ColumnDefinition.col("u_seq", "integer"),
          ColumnDefinition.col("u_text", "string"));
      Broker broker = stack.startBroker();
      produce(broker.bootstrapServers());
      everythingGoesWrong(emulator, api);
      Map<String, String> values = values(emulator, api);
      ConnectWorker worker = stack.startWorker(connector, "512m", values);
      worker.rest().configure(TOPIC, connector.config(values));
      long start = System.nanoTime();
      try (Lag lag = new Lag(broker.bootstrapServers(), TOPIC, PARTITIONS)) {
        for (int kill = 1; kill <= KILLS; kill++) {
          lag.awaitAtMost(RECORDS - (long) kill * RECORDS / (KILLS + 1), LONGEST, worker);
          worker.kill();
          worker = stack.startWorker(connector, "512m", values);
        }
        lag.awaitAtMost(0, LONGEST, worker);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      TimeUnit.NANOSECONDS.sleep(Duration.ofSeconds(5).toNanos()); // for what was lost and runs yet
      compare(emulator);
      MarkdownTable table =
          new MarkdownTable(
              "soak, write.api=" + api,
              "records",
              "rows",
              "kills",
              "faults",
              "requests",
              "changes",
              "seconds");
      table.add(
          "ServiceNow equals the topic",
          RECORDS,
          emulator.count(TABLE),
          KILLS,
          emulator.faults().injected(),
          emulator.requests().count(),
          emulator.changes(),
          seconds);
      return table.toString();
    }
  }

  private void produce(String bootstrapServers) throws InterruptedException, ExecutionException {
    Records.create(bootstrapServers, TOPIC, PARTITIONS);
    Random random = new Random(4);
    List<Future<?>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer = Records.producer(bootstrapServers)) {
      for (int i = 0; i < RECORDS; i++) {
        String sequence = Integer.toString(i);
        String value = "{\"u_seq\": %d, \"u_text\": \"record %d\"}".formatted(i, i);
        if (i % EVERY_CREATE == 0) {
          created.add(sequence);
          sent.add(producer.send(new ProducerRecord<>(TOPIC, null, value)));
        } else {
          String id = "%032x".formatted(1 + random.nextInt(ROWS));
          boolean delete = random.nextInt(10) == 0;
          if (delete) {
            expected.remove(id);
          } else {
            expected.put(id, sequence);
          }
          sent.add(producer.send(new ProducerRecord<>(TOPIC, id, delete ? null : value)));
        }
      }
    }
    for (Future<?> record : sent) {
      record.get();
    }
  }

  /** Each kind of fault at some requests, in all about one in eight. */
  private static void everythingGoesWrong(ServiceNowEmulator emulator, String api) {
    Duration moment = Duration.ofMillis(200);
    List<Fault> often =
        List.of(
            Fault.transactionCancelled(),
            Fault.cancelledButWritten(),
            Fault.badGateway(),
            Fault.unavailable(),
            Fault.hibernating(),
            Fault.loginPage(),
            Fault.malformedJson(),
            Fault.nullBody(),
            Fault.emptyBody(),
            Fault.dropped(),
            Fault.tooManyRequestsWithoutHeaders(),
            Fault.cutBeforeCommit(),
            Fault.cutAfterCommit(),
            Fault.cutInBody(),
            Fault.slowBody(moment),
            Fault.latency(moment));
    often.forEach(fault -> emulator.faults().fraction(0.006, fault, RequestMatcher.any()));
    // An item takes a part of its batch's time, and ends with it.
    RequestMatcher whole =
        api.equals("batch") ? RequestMatcher.path("/api/now/v1/batch") : RequestMatcher.any();
    emulator.faults().fraction(0.006, Fault.cutAndWrittenLater(moment), whole);
    List<Fault> seldom =
        List.of(
            Fault.tooManyRequests(Duration.ofSeconds(1)),
            Fault.noAnswer(Duration.ofSeconds(2)),
            Fault.noAnswerButWritten(Duration.ofSeconds(2)));
    seldom.forEach(fault -> emulator.faults().fraction(0.0003, fault, whole));
    emulator
        .faults()
        .fraction(
            0.006,
            Fault.forbiddenButWritten(),
            RequestMatcher.table(TABLE).and(RequestMatcher.method("POST")));
    // A refused sign-in, and two refusals in a row, are wrong credentials, and end the task.
    emulator
        .faults()
        .fraction(0.0003, Fault.unauthorized(), request -> !request.path().contains("oauth_token"));
  }

  private Map<String, String> values(ServiceNowEmulator emulator, String api) {
    return Map.of(
        "url",
        emulator.url().toString(),
        "user",
        EmulatedInstance.USER,
        "password",
        EmulatedInstance.PASSWORD,
        "table",
        TABLE,
        "topic",
        TOPIC,
        "requests",
        Integer.toString(SinkRun.REQUESTS),
        "write.method",
        "upsert",
        "write.api",
        api);
  }

  private void compare(ServiceNowEmulator emulator) {
    Map<String, String> rows =
        emulator.rows(TABLE).stream()
            .collect(Collectors.toMap(row -> row.get("sys_id"), row -> row.get("u_seq")));
    List<String> wrong = new ArrayList<>();
    expected.forEach(
        (id, sequence) -> {
          String seen = rows.remove(id);
          if (!sequence.equals(seen)) {
            wrong.add("row %s has sequence %s, not %s".formatted(id, seen, sequence));
          }
        });
    Set<String> left = new HashSet<>(created);
    rows.forEach(
        (id, sequence) -> {
          if (!left.remove(sequence)) {
            wrong.add("row %s of record %s is one too many".formatted(id, sequence));
          }
        });
    left.forEach(sequence -> wrong.add("record %s created no row".formatted(sequence)));
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(
          "%d rows differ: %s"
              .formatted(wrong.size(), wrong.subList(0, Math.min(10, wrong.size()))));
    }
  }
}
