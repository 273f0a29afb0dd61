/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a real broker does to records by their time: it deletes those that are older than the
 * topic's retention, a segment at a time and the active one included, once the newest record of a
 * segment is; and it refuses times that are far from its own.
 */
class RecordTimesIT extends ConnectIT {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int ROWS = 2000;

  private final Instant lastYear = Instant.now().minus(Duration.ofDays(365));

  @BeforeEach
  void defineTables() {
    for (String table : List.of("incident", "change_request")) {
      emulator.defineTable(
          TableDefinition.table(table, ColumnDefinition.col("short_description", "string")));
    }
  }

  @Test
  void rowsOfLastYearAreStillThereAfterTheBrokerHasDeletedWhatIsOld() throws Exception {
    for (int row = 0; row < ROWS; row++) {
      insert(row, lastYear.plus(Duration.ofHours(row)));
    }
    start(example("source-incidents", Map.of()));
    start(onTopicsOfTheBrokersDefault("defaults", Map.of()));
    start(example("source-incidents", "rows", Map.of("record.timestamp", "row")));
    List<String> kept = List.of("servicenow.incident", "defaults.incident", "rows.incident");
    for (String topic : kept) {
      await(topic).atMost(PATIENCE).until(() -> keys(topic) == ROWS);
    }

    // Begun when all others are complete: the check that deletes these has looked at those, too.
    start(onTopicsOfTheBrokersDefault("control", Map.of("record.timestamp", "row")));
    await("the broker's retention check")
        .atMost(PATIENCE)
        // The first record creates the topic.
        .ignoreExceptionsMatching(e -> e.getCause() instanceof UnknownTopicOrPartitionException)
        .untilAsserted(
            () -> {
              assertThat(offset("control.incident", OffsetSpec.latest())).isEqualTo(ROWS);
              assertThat(offset("control.incident", OffsetSpec.earliest())).isEqualTo(ROWS);
            });

    for (String topic : kept) {
      await(topic).atMost(Duration.ofSeconds(20)).until(() -> keys(topic) == ROWS);
    }
    assertThat(Files.readString(stack.workerLog()))
        .contains("topic 'control.incident' keeps records for only 7 days")
        .doesNotContain("topic 'rows.incident' keeps", "topic 'defaults.incident' keeps");
  }

  /** Neither the task nor, with tolerated errors, the other records of a batch. */
  @Test
  void timesThatKafkaRefusesEndNoTaskAndLoseNothing() throws Exception {
    List<String> odd =
        List.of(
            "1969-12-31 23:59:58",
            "1900-01-01 00:00:00",
            "0001-01-01 00:00:00",
            STAMP.format(Instant.now().plus(Duration.ofHours(2))));
    Instant even = Instant.now().minus(Duration.ofHours(1));
    for (int row = 0; row < 400; row++) {
      emulator.insert(
          "incident",
          Map.of(
              "sys_id",
              id(row),
              "sys_updated_on",
              row % 10 == 0 ? odd.get(row / 10 % odd.size()) : STAMP.format(even)));
    }
    for (String tolerance : List.of("none", "all")) {
      start(
          source(
              tolerance,
              Map.of(
                  "tables", "incident",
                  "record.timestamp", "row",
                  "errors.tolerance", tolerance)));
      String topic = tolerance + ".incident";
      await(topic).atMost(PATIENCE).until(() -> keys(topic) == 400);
      assertThat(stack.rest().isRunning(tolerance)).isTrue();
      for (ConsumerRecord<String, String> record : records(topic)) {
        int row = Integer.parseInt(record.key(), 16);
        String stamp = row % 10 == 0 ? odd.get(row / 10 % odd.size()) : STAMP.format(even);
        assertThat(new String(record.headers().lastHeader("servicenow.updated.on").value(), UTF_8))
            .isEqualTo(stamp.replace(' ', 'T') + "Z");
        if (row % 10 == 0) {
          assertThat(Instant.ofEpochMilli(record.timestamp()))
              .isBetween(even.plusSeconds(60), Instant.now());
        } else {
          assertThat(record.timestamp() / 1000).isEqualTo(even.getEpochSecond());
        }
      }
    }
  }

  @Test
  void topicThatTakesNoOldTimesLosesNothing() throws Exception {
    IntStream.range(0, 200)
        .forEach(row -> insert(row, row % 2 == 0 ? lastYear : Instant.now().minusSeconds(60)));
    start(
        source(
            "narrow",
            Map.of(
                "tables",
                "incident",
                "record.timestamp",
                "row",
                "errors.tolerance",
                "all",
                "topic.creation.default.partitions",
                "1",
                "topic.creation.default.replication.factor",
                "1",
                "topic.creation.default.message.timestamp.before.max.ms",
                "86400000")));

    await("all rows").atMost(PATIENCE).until(() -> keys("narrow.incident") == 200);
  }

  private ObjectNode example(String example, String prefix, Map<String, String> overrides)
      throws Exception {
    ObjectNode connector = example(example, overrides).put("name", prefix);
    connector.withObjectProperty("config").put("topic.prefix", prefix);
    return connector;
  }

  /** The example without what it says of topics, as the broker creates them by itself. */
  private ObjectNode onTopicsOfTheBrokersDefault(String prefix, Map<String, String> overrides)
      throws Exception {
    ObjectNode connector = example("source-incidents", prefix, overrides);
    connector
        .withObjectProperty("config")
        .properties()
        .removeIf(key -> key.getKey().startsWith("topic.creation."));
    return connector;
  }

  private void insert(int row, Instant changed) {
    emulator.insert(
        "incident",
        Map.of(
            "sys_id", id(row),
            "short_description", "row " + row,
            "sys_updated_on", STAMP.format(changed)));
  }

  private static String id(int row) {
    return "%032x".formatted(row);
  }

  private static long keys(String topic) {
    return records(topic).stream().map(ConsumerRecord::key).distinct().count();
  }

  /** What is in the topic now. */
  private static List<ConsumerRecord<String, String>> records(String topic) {
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), topic)) {
      int before;
      do {
        before = reader.records().size();
        reader.read();
      } while (reader.records().size() > before || before == 0);
      return List.copyOf(reader.records());
    }
  }

  private static long offset(String topic, OffsetSpec which)
      throws InterruptedException, ExecutionException {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.bootstrapServers()))) {
      return admin.listOffsets(Map.of(partition, which)).partitionResult(partition).get().offset();
    }
  }
}
