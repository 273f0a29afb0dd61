/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import io.snbridge.stack.ConnectRest;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Asserts the flow in both directions, with values, not only counts. */
final class FlowCheck {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Instance instance;
  private final TopicTail tail;
  private final WebShop shop;
  private final ConnectRest rest;

  FlowCheck(Instance instance, TopicTail tail, WebShop shop, ConnectRest rest) {
    this.instance = instance;
    this.tail = tail;
    this.shop = shop;
    this.rest = rest;
  }

  /**
   * Runs all checks.
   *
   * @throws AssertionError naming the first one that does not hold within a minute
   */
  void run() throws Exception {
    for (String table : Quickstart.TABLES) {
      int rows = instance.count(table, "");
      check(
          "all %d rows of %s are in Kafka".formatted(rows, table),
          () -> tail.distinctRows(Quickstart.topic(table)) >= rows);
    }

    String sysId = instance.rows("incident", "ORDERBYnumber").get(0).path("sys_id").asText();
    instance.change("incident", sysId, "{\"short_description\": \"Changed by the check\"}");
    check(
        "a change in ServiceNow arrives in Kafka",
        () ->
            tail.row(Quickstart.topic("incident"), sysId)
                .path("short_description")
                .asText()
                .equals("Changed by the check"));

    shop.ask("check-1", "The check asks for help", 3);
    check("a record in Kafka becomes a row in ServiceNow", () -> requests().size() == 1);
    shop.ask("check-1", "The check asks for help", 1);
    check(
        "the next record with its key changes that row",
        () -> requests().size() == 1 && requests().get(0).path("urgency").asText().equals("1"));
    String created = requests().get(0).path("sys_id").asText();
    check(
        "the row that the sink made comes back through the source",
        () -> tail.row(Quickstart.topic("incident"), created).path("urgency").asText().equals("1"));
    shop.withdraw("check-1");
    check("a tombstone in Kafka deletes the row", () -> requests().isEmpty());

    for (String connector : new String[] {Quickstart.SOURCE, Quickstart.SINK}) {
      check(connector + " is running", () -> rest.isRunning(connector));
    }
  }

  private JsonNode requests() throws Exception {
    return instance.rows("incident", "short_description=The check asks for help");
  }

  private static void check(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("Not within " + PATIENCE.toSeconds() + " s: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    System.out.println("  ok  " + what);
  }
}
