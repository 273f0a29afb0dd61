/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.TableDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kafka to ServiceNow: ServiceNow ends up equal to the topic, and what it refuses is not lost. */
class SinkIT extends ConnectIT {

  private static final String TABLE = "u_orders";
  private static final int PARTITIONS = 4;
  private static final int ROWS = 1_000;
  private static final int RECORDS = 5_000;
  private static final int REFUSED = 100;
  private static final Pattern SEQUENCE = Pattern.compile("\"u_sequence\":\\s*\"?(\\d+)");
  private static final Pattern SYS_ID = Pattern.compile("[0-9a-f]{32}");

  private static final Map<String, String> TABLE_IN_HEADER =
      Map.of("table.header", "table", "table.allowlist", "customer_account,u_vip");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Admin admin;

  @BeforeEach
  void openAdmin() {
    admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()));
    emulator.defineTable(
        TableDefinition.table(
            TABLE,
            ColumnDefinition.col("u_sequence", "integer"),
            ColumnDefinition.col("u_text", "string")));
    emulator.refuseWrites(
        TABLE, row -> "refused".equals(row.get("u_text")), "Data Policy Exception: not this text");
  }

  @AfterEach
  void closeAdmin() {
    admin.close();
  }

  @Test
  void fiveThousandMixedWritesLeaveServiceNowEqualToTheTopic() throws Exception {
    emulator.faults().always(Fault.latency(Duration.ofMillis(5)), RequestMatcher.any());
    Map<String, Map<String, String>> expected = produce("orders");
    start(orders("orders"));

    assertSameRows(expected);
    await("no lag").atMost(PATIENCE).untilAsserted(() -> assertThat(lag("orders")).isZero());
    assertThat(assertRefusedAreInDeadLetterTopic("orders"))
        .as("records in the dead letter topic: each once, as nothing was killed")
        .isEqualTo(REFUSED);
    assertThat(emulator.requests().greatestConcurrency()).isBetween(2, 8);
    assertOrderOfEachRow();
  }

  @Test
  void nothingIsLostWhenTheWorkerIsKilled() throws Exception {
    emulator.faults().always(Fault.latency(Duration.ofMillis(10)), RequestMatcher.any());
    Map<String, Map<String, String>> expected = produce("killed");
    start(orders("killed"));

    await().atMost(PATIENCE).until(() -> emulator.rows(TABLE).size() > 200);
    killAndRestartWorker();
    assertThat(lag("killed")).as("killed in the middle").isPositive();

    assertSameRows(expected);
    await("no lag").atMost(PATIENCE).untilAsserted(() -> assertThat(lag("killed")).isZero());
    assertRefusedAreInDeadLetterTopic("killed");
  }

  @Test
  void serviceEventsAreWrittenReportedAndReplayedFromTheDeadLetterQueueAsInTheExamples()
      throws Exception {
    for (String table : List.of("customer_account", "u_vip")) {
      emulator.defineTable(
          TableDefinition.table(
              table,
              ColumnDefinition.col("name", "string"),
              ColumnDefinition.col("email", "string"),
              ColumnDefinition.col("u_status", "string")));
    }
    AtomicBoolean closed = new AtomicBoolean(true);
    emulator.refuseWrites("u_vip", row -> closed.get(), "Data Policy Exception: closed");
    String topic = "internal.customer.events";
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), topic);
    writer.send(null, customerEvent("one"));
    writer.send(null, customerEvent("one"));
    writer.send(null, customerEvent("two"), Map.of("table", "u_vip"));
    writer.finish();
    start(example("sink-customer-events", TABLE_IN_HEADER));

    List<JsonNode> reports = reports(topic + ".outcomes", 2);
    assertThat(emulator.rows("customer_account"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("name", "one"))
        .satisfies(row -> assertThat(row).containsEntry("u_status", "active"));
    assertThat(reports)
        .extracting(report -> report.get("outcome").asText())
        .as("nothing for the repeat")
        .containsExactlyInAnyOrder("success", "failure");
    JsonNode failure =
        reports.stream()
            .filter(report -> report.get("outcome").asText().equals("failure"))
            .findFirst()
            .orElseThrow();
    assertThat(failure.at("/error/status").asInt()).isEqualTo(403);
    assertThat(failure.at("/error/detail").asText()).contains("closed");
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), topic + ".dlq")) {
      await("the dead letter").atMost(PATIENCE).until(() -> !reader.read().records().isEmpty());
      ConsumerRecord<String, String> letter = reader.records().get(0);
      assertThat(header(letter, "table")).isEqualTo("u_vip");
      assertThat(header(letter, "__connect.errors.exception.message"))
          .contains(failure.get("correlation_id").asText());
    }

    closed.set(false);
    start(example("sink-customer-events-replay", TABLE_IN_HEADER));
    await("the row of the dead letter")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(emulator.rows("u_vip")).hasSize(1));
    assertThat(emulator.rows("u_vip").get(0))
        .as("the row that it was of first")
        .containsEntry("sys_id", failure.get("sys_id").asText())
        .containsEntry("name", "two");
  }

  private static String customerEvent(String name) {
    return """
        {"event_id": "c87987bf-12fc-4838-92f9-ed91b5b42036", "idempotency_key": "key %s",
         "event_type": "record.updated", "event_version": 1,
         "occurred_at": "2026-01-20T17:16:48.933893+00:00", "source": "internal-system",
         "entity": {"type": "customer", "id": "entity %s", "version": "2026-01-20T17:16:48.933893+00:00"},
         "payload": {"name": "%s", "email": "test.customer@example.com", "status": "active"},
         "metadata": {"schema_version": 1}}
        """
        .formatted(name, name, name);
  }

  private List<JsonNode> reports(String topic, int count) throws IOException {
    List<JsonNode> reports = new ArrayList<>();
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), topic)) {
      await("reports").atMost(PATIENCE).until(() -> reader.read().records().size() >= count);
      for (ConsumerRecord<String, String> record : reader.records()) {
        reports.add(JSON.readTree(record.value()));
      }
    }
    return reports;
  }

  private com.fasterxml.jackson.databind.node.ObjectNode orders(String name) {
    return sink(
        name,
        Map.of(
            "topics", name,
            "tasks.max", "1",
            "topic.table.map", name + ":" + TABLE,
            "servicenow.max.concurrent.requests", "8",
            "behavior.on.null.values", "delete",
            "errors.tolerance", "all",
            "errors.deadletterqueue.topic.name", name + ".dlq",
            "errors.deadletterqueue.topic.replication.factor", "1",
            "errors.deadletterqueue.context.headers.enable", "true"));
  }

  /**
   * Creates, changes and deletes of 1,000 rows, and records that cannot be written; returns what
   * must remain.
   */
  private Map<String, Map<String, String>> produce(String topic)
      throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    Map<String, Map<String, String>> expected = new HashMap<>();
    Random random = new Random(11);
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), topic);
    for (int i = 0; i < RECORDS; i++) {
      String id = "%032x".formatted(random.nextInt(ROWS));
      if (i % 10 == 9) {
        writer.send(id, null);
        expected.remove(id);
      } else {
        String text = "text " + i;
        writer.send(id, "{\"u_sequence\": %d, \"u_text\": \"%s\"}".formatted(i, text));
        expected.put(id, Map.of("u_sequence", Integer.toString(i), "u_text", text));
      }
      if (i % (RECORDS / REFUSED) == 0) {
        // By turns one that the connector cannot write and one that ServiceNow does not take.
        String text = i % (2 * RECORDS / REFUSED) == 0 ? "{\"refused\": 1}" : "\"refused\"";
        writer.send(id, "{\"u_text\": %s}".formatted(text));
      }
    }
    writer.finish();
    return expected;
  }

  private void assertSameRows(Map<String, Map<String, String>> expected) {
    await("ServiceNow equals the topic")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Map<String, Map<String, String>> rows =
                  emulator.rows(TABLE).stream()
                      .collect(
                          Collectors.toMap(
                              row -> row.get("sys_id"),
                              row ->
                                  Map.of(
                                      "u_sequence", row.get("u_sequence"),
                                      "u_text", row.get("u_text"))));
              assertThat(rows.size()).isEqualTo(expected.size());
              assertThat(rows.equals(expected)).isTrue();
            });
  }

  /**
   * After a kill some may be there twice; what counts is where in the topic they were. Returns how
   * many records the dead letter topic has. To be called when there is no lag: what is committed
   * has been reported.
   */
  private int assertRefusedAreInDeadLetterTopic(String topic)
      throws ExecutionException, InterruptedException {
    TopicPartition deadLetters = new TopicPartition(topic + ".dlq", 0);
    long end =
        admin
            .listOffsets(Map.of(deadLetters, OffsetSpec.latest()))
            .partitionResult(deadLetters)
            .get()
            .offset();
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), deadLetters.topic())) {
      await("all of the dead letter topic")
          .atMost(PATIENCE)
          .until(() -> reader.read().records().size() >= end);
      assertThat(reader.records())
          .extracting(r -> r.value())
          .allMatch(value -> value.contains("refused"));
      assertThat(reader.records().stream().map(SinkIT::origin).distinct())
          .as("refused records in the dead letter topic")
          .hasSize(REFUSED);
      return reader.records().size();
    }
  }

  /** Partition and offset of the record that was refused. */
  private static String origin(ConsumerRecord<String, String> refused) {
    return header(refused, "__connect.errors.partition")
        + "@"
        + header(refused, "__connect.errors.offset");
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private void assertOrderOfEachRow() {
    Map<String, Integer> last = new HashMap<>();
    int writes = 0;
    for (RecordedRequest request :
        emulator.requests().matching(r -> r.table().equals(TABLE) && r.status() / 100 == 2)) {
      Matcher sequence = SEQUENCE.matcher(request.body());
      if (sequence.find()) {
        String row = rowOf(request);
        int number = Integer.parseInt(sequence.group(1));
        assertThat(number).as("the write of row %s", row).isGreaterThan(last.getOrDefault(row, -1));
        last.put(row, number);
        writes++;
      }
    }
    assertThat(writes).isEqualTo(RECORDS - RECORDS / 10);
  }

  /** The id in the path of a change, or in the body of a create. */
  private static String rowOf(RecordedRequest request) {
    Matcher id = SYS_ID.matcher(request.path() + request.body());
    assertThat(id.find()).isTrue();
    return id.group();
  }

  /** Records of the topic that the connector has not committed. */
  private long lag(String topic) throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets("connect-" + topic).partitionsToOffsetAndMetadata().get();
    var ends =
        admin
            .listOffsets(
                partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
            .all()
            .get();
    return partitions.stream()
        .mapToLong(
            p -> ends.get(p).offset() - (committed.get(p) == null ? 0 : committed.get(p).offset()))
        .sum();
  }
}
