/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.TableDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
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
