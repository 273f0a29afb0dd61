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
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Records for an instance on which everything goes wrong, through a worker that is killed five
 * times: then ServiceNow must equal the topic. With an API whose unknown outcomes are dead letters,
 * each of few dead letters may be written or not, and nothing else.
 */
final class SinkSoak {

  /** The file of the connector names it so. */
  private static final String DEAD_LETTERS = "soak.dlq";

  private static final int KILLS = 5;
  private static final int RECORDS_A_DEAD_LETTER = 100;
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final Path root;
  private final ConnectorFile connector;
  private final int records;

  SinkSoak(Path root, ConnectorFile connector, int records) {
    this.root = root;
    this.connector = connector;
    this.records = records;
  }

  /**
   * Runs it.
   *
   * @throws IllegalStateException when ServiceNow does not equal the topic: says in what
   */
  String run(SoakApi api) throws IOException, InterruptedException, ExecutionException {
    SoakTopic topic = new SoakTopic(records, api);
    try (ServiceNowEmulator emulator =
            ServiceNowEmulator.builder()
                .oauthClient(EmulatedInstance.USER, EmulatedInstance.PASSWORD)
                .start();
        BenchStack stack = new BenchStack(root, root.resolve("benchmarks/target/run"))) {
      api.define(emulator);
      Broker broker = stack.startBroker();
      topic.produce(broker.bootstrapServers());
      everythingGoesWrong(emulator, api);
      Map<String, String> values = values(emulator, api);
      ConnectWorker worker = stack.startWorker(connector, "512m", values);
      ObjectNode config = connector.config(values);
      api.settings().forEach(config::put);
      worker.rest().configure(SoakTopic.NAME, config);
      long start = System.nanoTime();
      try (Lag lag = new Lag(broker.bootstrapServers(), SoakTopic.NAME, SoakTopic.PARTITIONS)) {
        for (int kill = 1; kill <= KILLS; kill++) {
          lag.awaitAtMost(records - (long) kill * records / (KILLS + 1), LONGEST, worker);
          worker.kill();
          worker = stack.startWorker(connector, "512m", values);
        }
        lag.awaitAtMost(0, LONGEST, worker);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      TimeUnit.NANOSECONDS.sleep(Duration.ofSeconds(5).toNanos()); // for what was lost and runs yet
      SoakLetters letters = SoakLetters.read(broker.bootstrapServers(), DEAD_LETTERS);
      compare(topic, emulator, api, letters);
      MarkdownTable table =
          new MarkdownTable(
              "soak, write.api=" + api.value(),
              "records",
              "rows",
              "dead letters",
              "of unknown outcome",
              "kills",
              "faults",
              "requests",
              "changes",
              "seconds");
      table.add(
          api.excusesDeadLetters()
              ? "ServiceNow equals the topic, or the record is a dead letter"
              : "ServiceNow equals the topic",
          records,
          emulator.count(SoakApi.ROWS),
          letters.places().size(),
          letters.unknowns(),
          KILLS,
          emulator.faults().injected(),
          emulator.requests().count(),
          emulator.changes(),
          seconds);
      return table.toString();
    }
  }

  /** Each kind of fault at some requests, in all about one in eight. */
  private static void everythingGoesWrong(ServiceNowEmulator emulator, SoakApi api) {
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
    emulator.faults().fraction(0.006, Fault.cutAndWrittenLater(moment), api.whole());
    List<Fault> seldom =
        List.of(
            Fault.tooManyRequests(Duration.ofSeconds(1)),
            Fault.noAnswer(Duration.ofSeconds(2)),
            Fault.noAnswerButWritten(Duration.ofSeconds(2)));
    seldom.forEach(fault -> emulator.faults().fraction(0.0003, fault, api.whole()));
    emulator.faults().fraction(0.006, Fault.forbiddenButWritten(), api.creates());
    // ServiceNow's own refusal of a token that was just renewed is believed, and ends the task.
    emulator
        .faults()
        .fraction(0.0003, Fault.unauthorized(), request -> !request.path().contains("oauth_token"));
  }

  private Map<String, String> values(ServiceNowEmulator emulator, SoakApi api) {
    return Map.of(
        "url",
        emulator.url().toString(),
        "user",
        EmulatedInstance.USER,
        "password",
        EmulatedInstance.PASSWORD,
        "table",
        api.table(),
        "topic",
        SoakTopic.NAME,
        "requests",
        Integer.toString(SinkRun.REQUESTS),
        "write.method",
        "upsert",
        "write.api",
        api.value());
  }

  private void compare(
      SoakTopic topic, ServiceNowEmulator emulator, SoakApi api, SoakLetters letters) {
    Set<String> excused = api.excusesDeadLetters() ? letters.places() : Set.of();
    List<String> wrong = topic.differences(emulator.rows(SoakApi.ROWS), excused);
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(
          "%d rows differ: %s"
              .formatted(wrong.size(), wrong.subList(0, Math.min(10, wrong.size()))));
    }
    if (letters.places().size() * RECORDS_A_DEAD_LETTER > records) {
      throw new IllegalStateException(
          "%d of %d records are dead letters, %d of them of unknown outcome"
              .formatted(letters.places().size(), records, letters.unknowns()));
    }
  }
}
