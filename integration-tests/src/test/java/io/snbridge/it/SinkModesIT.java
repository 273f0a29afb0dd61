/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.StagingTable.staging;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.TableDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The ways to name a row, to write it and to decide on it, as the examples have them. Nothing in it
 * depends on Connect's version.
 */
@Tag(Lanes.ON_NEWEST)
class SinkModesIT extends ConnectIT {

  @BeforeEach
  void defineTables() {
    emulator.defineTable(
        TableDefinition.table(
            "incident",
            col("correlation_id", "string"),
            col("short_description", "string"),
            col("severity", "string"),
            col("state", "integer"),
            col("work_notes", "journal_input")));
  }

  @Test
  void rowsAreFoundByWhatIsInThemThoughTheWorkerIsKilled() throws Exception {
    emulator
        .faults()
        .always(Fault.latency(Duration.ofMillis(20)), RequestMatcher.table("incident"));
    Map<String, String> own = new HashMap<>();
    for (int alert = 0; alert < 20; alert++) {
      own.put("a" + alert, emulator.insert("incident", Map.of("correlation_id", "a" + alert)));
    }
    Map<String, String> expected = new HashMap<>();
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), "alerts");
    for (int i = 0; i < 600; i++) {
      String alert = "a" + i % 60;
      String summary = "summary " + i;
      writer.send(alert, "{\"alert_id\": \"%s\", \"summary\": \"%s\"}".formatted(alert, summary));
      expected.put(alert, summary);
    }
    for (int alert = 0; alert < 5; alert++) {
      writer.send("a" + alert, null);
      expected.remove("a" + alert);
    }
    writer.finish();
    start(example("sink-incidents-by-correlation-id", Map.of()));

    await().atMost(PATIENCE).until(() -> emulator.count("incident") > 40);
    killAndRestartWorker();
    await("each alert has one row, with its last summary")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        emulator.rows("incident").stream()
                            .map(
                                row ->
                                    Map.entry(
                                        row.get("correlation_id"), row.get("short_description"))))
                    .containsExactlyInAnyOrderElementsOf(expected.entrySet()));
    for (int alert = 5; alert < 20; alert++) {
      assertThat(emulator.row("incident", own.get("a" + alert)).get("correlation_id"))
          .as("the row that was there")
          .isEqualTo("a" + alert);
    }
  }

  @Test
  void rowThatSomebodyHasChangedSinceGoesToTheReviewTopic() throws Exception {
    String changed = incident("theirs", "2036-01-01 00:00:00");
    String unchanged = incident("old", "2025-01-01 00:00:00");
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), "incident-updates");
    writer.send(changed, "{\"short_description\": \"ours\"}");
    writer.send(unchanged, "{\"short_description\": \"ours\"}");
    writer.finish();
    start(example("sink-incidents-review", Map.of()));

    ConsumerRecord<String, String> letter = first("incident-updates.review");
    assertThat(letter.value()).contains("\"theirs\"", "\"ours\"", changed);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(description(unchanged)).isEqualTo("ours"));
    assertThat(description(changed)).isEqualTo("theirs");
  }

  private String incident(String description, String updated) {
    return emulator.insert(
        "incident",
        Map.of(
            "short_description", description,
            "sys_updated_on", updated,
            "sys_updated_by", "somebody"));
  }

  private String description(String sysId) {
    return emulator.row("incident", sysId).get("short_description");
  }

  @Test
  void weakerSourceFillsOnlyWhatAStrongerOneLeftEmpty() throws Exception {
    emulator.defineTable(
        TableDefinition.table(
            "u_person",
            col("name", "string"),
            col("email", "string"),
            col("phone", "string"),
            col("u_written_by", "string")));
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), "people");
    writer.send("1", person("hr-system", "{\"name\": \"Ada\", \"email\": \"ada@example.com\"}"));
    writer.send("1", person("self-service", "{\"name\": \"Addie\", \"phone\": \"555\"}"));
    writer.finish();
    start(example("sink-people-source-priority", Map.of()));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(emulator.rows("u_person"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).containsEntry("phone", "555"))
                    .satisfies(row -> assertThat(row).containsEntry("name", "Ada")));
  }

  private static String person(String source, String payload) {
    return "{\"event_type\": \"record.updated\", \"source\": \"%s\", \"entity\": {\"id\": \"1\"}, \"payload\": %s}"
        .formatted(source, payload);
  }

  @Test
  void journalEntriesAreMadeOnceAndUnknownColumnsAreRefused() throws Exception {
    emulator.faults().fraction(0.2, Fault.cancelledButWritten(), RequestMatcher.table("incident"));
    emulator.faults().fraction(0.1, Fault.cutAfterCommit(), RequestMatcher.table("incident"));
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), "notes");
    for (int i = 0; i < 100; i++) {
      writer.send(
          "%032x".formatted(1 + i % 10),
          "{\"state\": 2, \"work_notes\": \"note %d\"}".formatted(i));
    }
    writer.send("%032x".formatted(99), "{\"shrot_description\": \"x\"}");
    writer.finish();
    start(
        sink(
            "notes",
            Map.of(
                "topics", "notes",
                "topic.table.map", "notes:incident",
                "servicenow.request.timeout.ms", "3000",
                "errors.tolerance", "all",
                "errors.deadletterqueue.topic.name", "notes.dlq",
                "errors.deadletterqueue.topic.replication.factor", "1",
                "errors.deadletterqueue.context.headers.enable", "true")));

    ConsumerRecord<String, String> letter = first("notes.dlq");
    assertThat(message(letter)).contains("shrot_description", "incident");
    List<String> notes = IntStream.range(0, 100).mapToObj(i -> "note " + i).toList();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(emulator.rows("sys_journal_field"))
                    .extracting(entry -> entry.get("value"))
                    .hasSizeGreaterThanOrEqualTo(100));
    assertThat(emulator.rows("sys_journal_field"))
        .extracting(entry -> entry.get("value"))
        .containsExactlyInAnyOrderElementsOf(notes);
  }

  @Test
  void stagingRowsBecomeRowsAndAnErrorInsideA201IsADeadLetter() throws Exception {
    emulator.defineTable(
        TableDefinition.table("u_user", col("u_key", "string"), col("name", "string")));
    emulator.stagingTable(
        staging("u_imp_user", "u_key", "name", "u_record_id").map("Users", "u_user", "u_key"));
    emulator.refuseWrites("u_user", row -> "refused".equals(row.get("name")), "Not this name");
    emulator.faults().fraction(0.1, Fault.cancelledButWritten(), RequestMatcher.method("POST"));
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), "users");
    for (int i = 0; i < 100; i++) {
      String key = "k" + i % 20;
      writer.send(key, "{\"u_key\": \"%s\", \"name\": \"name %d\"}".formatted(key, i));
    }
    writer.send("k", "{\"u_key\": \"k\", \"name\": \"refused\"}");
    writer.finish();
    start(example("sink-users-import-set", Map.of()));

    assertThat(message(first("users.dlq"))).contains("Not this name", "u_imp_user");
    await("each user once, with the last name")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(emulator.rows("u_user"))
                    .extracting(row -> row.get("u_key") + " " + row.get("name"))
                    .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 20)
                            .mapToObj(i -> "k%d name %d".formatted(i, 80 + i))
                            .toList()));
  }

  @Test
  void configurationItemsAreIdentified() throws Exception {
    emulator.table(
        "cmdb_ci", col("name", "string"), col("ram", "integer"), col("discovery_source", "string"));
    emulator.defineTable(TableDefinition.table("cmdb_ci_linux_server").extending("cmdb_ci"));
    emulator.identifyBy("cmdb_ci", "name");
    emulator.discoverySources("Kafka");
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), "servers");
    for (int i = 0; i < 60; i++) {
      String name = "s" + i % 10;
      writer.send(name, "{\"name\": \"%s\", \"ram\": %d}".formatted(name, i));
    }
    writer.finish();
    start(example("sink-servers-cmdb", Map.of()));

    await("each server once, with the last value")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(emulator.rows("cmdb_ci_linux_server"))
                    .extracting(row -> row.get("name") + " " + row.get("ram"))
                    .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10)
                            .mapToObj(i -> "s%d %d".formatted(i, 50 + i))
                            .toList()));
  }

  @Test
  void waitingUpdatesAreWrittenAsOneAndVerifiedAndTheInstanceMayChooseIds() throws Exception {
    emulator
        .faults()
        .always(Fault.latency(Duration.ofMillis(30)), RequestMatcher.table("incident"));
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), "collapsed");
    sendUpdates(writer, 0, 5);
    start(
        sink(
            "collapsed",
            Map.of(
                "topics", "collapsed",
                "topic.table.map", "collapsed:incident",
                "collapse.updates", "true",
                "verify.writes", "true")));
    // Nothing is merged before the dictionary has told which columns are journals.
    await("the first value of each row")
        .atMost(PATIENCE)
        .until(() -> emulator.count("incident") == 5);
    sendUpdates(writer, 5, 500);
    writer.finish();
    await("the last value of each row")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(emulator.rows("incident"))
                    .extracting(row -> row.get("severity"))
                    .containsExactlyInAnyOrder("495", "496", "497", "498", "499"));
    assertThat(emulator.requests().matching(request -> request.method().equals("PATCH")))
        .hasSizeLessThan(400);

    writer = new TopicWriter(stack.bootstrapServers(), "chosen");
    for (int i = 0; i < 20; i++) {
      writer.send(null, "{\"short_description\": \"chosen %d\"}".formatted(i));
    }
    writer.finish();
    start(
        sink(
            "chosen",
            Map.of(
                "topics", "chosen",
                "topic.table.map", "chosen:incident",
                "id.mode", "server",
                "write.method", "insert")));
    await("a row for each record")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(emulator.count("incident")).isEqualTo(25));
  }

  private static void sendUpdates(TopicWriter writer, int from, int to) {
    for (int i = from; i < to; i++) {
      writer.send(id(i % 5), "{\"state\": %d, \"severity\": \"%d\"}".formatted(i % 7, i));
    }
  }

  private static String id(int row) {
    return "%032x".formatted(row + 1);
  }

  private static String message(ConsumerRecord<String, String> letter) {
    return new String(
        letter.headers().lastHeader("__connect.errors.exception.message").value(),
        StandardCharsets.UTF_8);
  }

  private static ConsumerRecord<String, String> first(String topic) {
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), topic)) {
      await("a record in " + topic)
          .atMost(PATIENCE)
          .until(() -> !reader.read().records().isEmpty());
      return reader.records().get(0);
    }
  }
}
