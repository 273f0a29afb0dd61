/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Asserts the flow in both directions, with values, not only counts, and all hints. */
final class FlowCheck {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Parts parts;
  private final HintRun hints;

  FlowCheck(Parts parts, HintRun hints) {
    this.parts = parts;
    this.hints = hints;
  }

  /**
   * Runs all checks.
   *
   * @throws AssertionError naming the first one that does not hold within a minute
   */
  void run(Hints shown) throws Exception {
    for (String table : Quickstart.TABLES) {
      allRowsAreIn(parts.tables(), table, "all %d rows of %s are in Kafka");
    }
    changes(shown);
    requests();
    refusals(shown);
    if (!hints.run(shown.status()).contains("RUNNING")) {
      throw new AssertionError("The hint '%s' shows no state".formatted(shown.status()));
    }
    say("the hint for Connect shows the connector's state");
    for (String connector : new String[] {Quickstart.SOURCE, Quickstart.SINK}) {
      check(connector + " is running", () -> parts.rest().isRunning(connector));
    }
    if (!hints.untried().isEmpty()) {
      throw new AssertionError("Hints that the check did not try: " + hints.untried());
    }
    readBack();
  }

  private void changes(Hints shown) throws Exception {
    JsonNode oldest = parts.instance().rows("incident", "ORDERBYnumber").get(0);
    hints.run(shown.change());
    check(
        "the hint changes a row in ServiceNow, and the change arrives in Kafka",
        () ->
            parts
                .tables()
                .row(Quickstart.topic("incident"), oldest.path("sys_id").asText())
                .filter(row -> row.path("short_description").asText().equals(Hints.CHANGED))
                .isPresent());
    hints.runUntil(shown.read(), Hints.CHANGED);
    say("the hint for reading a topic shows that change");
  }

  private void requests() throws Exception {
    String text = "The check asks for help";
    parts.shop().ask("check-1", text, 3).get();
    check("a record in Kafka becomes a row in ServiceNow", () -> incidents(text).size() == 1);
    parts.shop().ask("check-1", text, 1).get();
    check(
        "the next record with its key changes that row",
        () ->
            incidents(text).size() == 1
                && incidents(text).get(0).path("urgency").asText().equals("1"));
    String created = incidents(text).get(0).path("sys_id").asText();
    check(
        "the row that the sink created comes back through the source",
        () ->
            parts
                .tables()
                .row(Quickstart.topic("incident"), created)
                .filter(row -> row.path("urgency").asText().equals("1"))
                .isPresent());
    parts.shop().withdraw("check-1").get();
    check("a tombstone in Kafka deletes the row", () -> incidents(text).isEmpty());
    check(
        "the delete in ServiceNow arrives in Kafka",
        () -> !parts.tables().ids(Quickstart.topic("incident")).contains(created));
  }

  private void refusals(Hints shown) throws Exception {
    hints.run(shown.ask());
    check("the hint creates an incident through Kafka", () -> incidents(Hints.ASKED).size() == 1);
    hints.run(shown.askWithoutKey());
    check(
        "the hint without a key is refused, with the reason",
        () -> parts.flow().lastRefusal().filter(event -> event.text().contains("key")).isPresent());
    if (incidents(Hints.ASKED).size() != 1 || parts.flow().refusals() != 1) {
      throw new AssertionError(
          "%d incidents and %d refusals instead of 1 and 1"
              .formatted(incidents(Hints.ASKED).size(), parts.flow().refusals()));
    }
  }

  /** From the topics' beginning, after the broker has looked for what it may delete. */
  private void readBack() throws Exception {
    String brokers = parts.stack().bootstrapServers();
    RetentionPass.await(brokers);
    say("the broker has looked for expired records");
    TableTopics again = new TableTopics();
    List<String> topics = Quickstart.TABLES.stream().map(Quickstart::topic).toList();
    try (TopicTail tail = new TopicTail(brokers, topics, again::accept)) {
      for (String table : Quickstart.TABLES) {
        tail.requireReading();
        allRowsAreIn(again, table, "all %d rows of %s can be read back");
      }
    }
  }

  private void allRowsAreIn(TableTopics topics, String table, String what) throws Exception {
    TableComparison comparison = new TableComparison(parts.instance(), topics, table);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!comparison.isSame()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(comparison.describe());
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    say(what.formatted(comparison.rows(), table));
  }

  private JsonNode incidents(String shortDescription) throws Exception {
    return parts.instance().rows("incident", "short_description=" + shortDescription);
  }

  private static void check(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not seen within " + PATIENCE.toSeconds() + " s: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    say(what);
  }

  private static void say(String what) {
    System.out.println("  ok  " + what);
  }
}
