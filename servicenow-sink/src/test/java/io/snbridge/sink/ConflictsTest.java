/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.table;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.acme.OpenRowsOnly;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.ServiceNowEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conflict policies, over real HTTP. */
class ConflictsTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

  ConflictsTest() {
    emulator.table(
        TABLE,
        ColumnDefinition.col("state", "string"),
        ColumnDefinition.col("name", "string"),
        ColumnDefinition.col("assigned_to", "string"));
  }

  private TaskDriver driver(Map<String, String> settings) {
    TaskDriver driver = new TaskDriver(emulator, true, settings);
    bed.add(driver);
    return driver.assign(P0);
  }

  private static String id(int row) {
    return "%032x".formatted(row);
  }

  private static SinkRecord record(long offset, int row, Map<String, String> value) {
    return record(offset, row, value, Instant.now());
  }

  private static SinkRecord record(
      long offset, int row, Map<String, String> value, Instant changed) {
    return new SinkRecord(
        "orders",
        0,
        null,
        id(row),
        null,
        value,
        offset,
        changed.toEpochMilli(),
        TimestampType.CREATE_TIME);
  }

  @Test
  void classOfOnesOwnDecidesWithTheRowAsItIs() {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "state", "7", "name", "closed"));
    emulator.insert(TABLE, Map.of("sys_id", id(2), "state", "1", "assigned_to", "bob"));
    emulator.insert(TABLE, Map.of("sys_id", id(3), "state", "1", "assigned_to", ""));
    TaskDriver driver =
        driver(
            Map.of(
                "conflict.policy",
                OpenRowsOnly.class.getName(),
                "conflict.policy.closed.state",
                "7"));
    for (int row = 1; row <= 4; row++) {
      driver.put(record(row, row, Map.of("name", "new", "assigned_to", "alice")));
    }
    driver.drain();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("name", "closed");
    assertThat(emulator.row(TABLE, id(2)))
        .containsEntry("name", "new")
        .containsEntry("assigned_to", "bob");
    assertThat(emulator.row(TABLE, id(3))).containsEntry("assigned_to", "alice");
    assertThat(emulator.row(TABLE, id(4))).containsEntry("assigned_to", "alice");
    assertThat(driver.context.dead).isEmpty();
  }

  /** Rows 1 to 5 are somebody else's newer ones, 6 to 10 are not there, the others are older. */
  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void rowsOfWritesThatWaitTogetherAreReadByOneQuery(String api) {
    int count = 300;
    for (int row = 1; row <= count; row++) {
      if (row <= 5 || row > 10) {
        emulator.insert(TABLE, Map.of("sys_id", id(row), "name", "old"));
      }
    }
    emulator.faults().fraction(1, Fault.latency(Duration.ofMillis(20)), table(TABLE));
    TaskDriver driver =
        driver(
            Map.of("conflict.policy", "newest_wins", "write.api", api, "conflict.own.users", "u"));
    List<SinkRecord> records = new ArrayList<>();
    for (int row = 1; row <= count; row++) {
      Instant time = Instant.now().plusSeconds(row <= 5 ? -60 : 60);
      records.add(record(row, row, Map.of("name", "new" + row), time));
    }
    driver.put(records);
    driver.drain();
    for (int row = 1; row <= count; row++) {
      assertThat(emulator.row(TABLE, id(row)))
          .containsEntry("name", row <= 5 ? "old" : "new" + row);
    }
    List<RecordedRequest> queries =
        emulator
            .requests()
            .matching(request -> request.method().equals("GET") && request.path().endsWith(TABLE));
    assertThat(queries)
        .hasSizeLessThan(count / (api.equals("table") ? 3 : 20))
        .allSatisfy(
            query ->
                assertThat(query.parameter("sysparm_fields"))
                    .as("for the policy, or whether new rows are there")
                    .isIn("sys_id,sys_updated_by,sys_updated_on", "sys_id"));
    assertThat(queries)
        .extracting(query -> query.query().split(",", -1).length)
        .allMatch(rows -> rows * 35 < 6_000)
        .anyMatch(rows -> rows > 3);
  }

  @Test
  void weakerSourceLeavesTheStrongerOnesRowAsItIs() {
    emulator.table(
        "u_person",
        ColumnDefinition.col("name", "string"),
        ColumnDefinition.col("mail", "string"),
        ColumnDefinition.col("u_source", "string"));
    Map<String, String> settings = new HashMap<>();
    settings.put("topic.table.map", "orders:u_person");
    settings.put("value.payload.path", "payload");
    settings.put("conflict.policy", "source_priority");
    settings.put("conflict.source.priorities", "hr:30,crm:20");
    settings.put("conflict.source.path", "source");
    settings.put("conflict.source.column", "u_source");
    settings.put("conflict.source.fill.empty", "true");
    TaskDriver driver = driver(settings);
    driver.put(
        event(0, "crm", Map.of("name", "a")),
        event(1, "hr", Map.of("name", "b")),
        event(2, "crm", Map.of("name", "c", "mail", "c@example.com")));
    driver.drain();
    assertThat(emulator.row("u_person", id(1)))
        .containsEntry("name", "b")
        .containsEntry("mail", "c@example.com")
        .containsEntry("u_source", "hr");
    driver.put(event(3, "other", Map.of("name", "d")));
    driver.drain();
    assertThat(driver.context.dead)
        .singleElement()
        .satisfies(dead -> assertThat(dead.error()).hasMessageContaining("'other'"));
    assertThat(emulator.row("u_person", id(1))).containsEntry("name", "b");
  }

  private static SinkRecord event(long offset, String source, Map<String, String> payload) {
    return new SinkRecord(
        "orders", 0, null, id(1), null, Map.of("source", source, "payload", payload), offset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void conflictGoesToTheReviewTopicWithBothVersionsAndItsOffsetWaits(String api) {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "state", "7", "name", "theirs"));
    Map<String, String> settings = new HashMap<>();
    settings.put("write.api", api);
    settings.put("conflict.policy", "review");
    settings.put("conflict.review.topic", "conflicts");
    settings.put("report.topic", "outcomes");
    settings.put("report.producer.bootstrap.servers", "127.0.0.1:1");
    TaskDriver driver = new TaskDriver(emulator, true, settings, configured -> producer);
    bed.add(driver);
    driver.assign(P0);
    SinkRecord outdated = record(0, 1, Map.of("name", "ours"), Instant.now());
    outdated.headers().addString("servicenow.updated.on", "2026-01-20T17:16:48Z");
    driver.put(outdated, record(1, 2, Map.of("name", "new"), Instant.now()));
    await()
        .untilAsserted(
            () -> {
              driver.put();
              assertThat(producer.history()).hasSize(3);
            });
    assertThat(driver.lag()).isEqualTo(2);
    assertThat(emulator.row(TABLE, id(1))).containsEntry("name", "theirs");
    assertThat(emulator.row(TABLE, id(2))).containsEntry("name", "new");

    ProducerRecord<byte[], byte[]> review =
        producer.history().stream()
            .filter(sent -> sent.topic().equals("conflicts"))
            .findFirst()
            .orElseThrow();
    assertThat(new String(review.key(), UTF_8)).isEqualTo(id(1));
    assertThat(new String(review.value(), UTF_8))
        .matches(
            "\\{\"reason\":\"[^\"]+\",\"operation\":\"upsert\",\"table\":\"u_order\",\"sys_id\":\""
                + id(1)
                + "\",\"topic\":\"orders\",\"partition\":0,\"offset\":0,\"correlation_id\":\"[-0-9a-f]{36}\","
                + "\"time\":\"2026-01-20T17:16:48Z\",\"record\":\\{\"name\":\"ours\"\\},\"row\":\\{\"name\":\"theirs\","
                + "\"sys_updated_by\":\"[^\"]+\",\"sys_updated_on\":\"[^\"]+\"\\}\\}");
    Map<String, String> headers = new HashMap<>();
    review
        .headers()
        .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
    assertThat(headers)
        .containsEntry("servicenow.table", TABLE)
        .containsEntry("servicenow.sys_id", id(1))
        .containsEntry("servicenow.record.topic", "orders")
        .containsEntry("servicenow.record.partition", "0")
        .containsEntry("servicenow.record.offset", "0")
        .containsKey("servicenow.correlation.id");
    assertThat(producer.history())
        .filteredOn(sent -> sent.topic().equals("outcomes"))
        .extracting(sent -> new String(sent.value(), UTF_8))
        .anyMatch(
            report ->
                report.contains("\"outcome\":\"review\"")
                    && report.contains("\"reason\":\"somebody else"))
        .anyMatch(report -> report.contains("\"outcome\":\"success\""));
    while (producer.completeNext()) {
      // All of them.
    }
    assertThat(driver.lag()).isZero();
    assertThat(driver.context.dead).isEmpty();
  }

  @Test
  void offsetOfAConflictWaitsForItsReview() {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "name", "theirs"));
    TaskDriver driver =
        new TaskDriver(
            emulator,
            true,
            Map.of(
                "conflict.policy", "review",
                "conflict.review.topic", "conflicts",
                "report.producer.bootstrap.servers", "127.0.0.1:1"),
            configured -> producer);
    bed.add(driver);
    driver.assign(P0);
    driver.put(record(0, 1, Map.of("name", "ours"), Instant.now().minusSeconds(60)));
    await()
        .untilAsserted(
            () -> {
              driver.put();
              assertThat(producer.history()).hasSize(1);
            });
    assertThat(driver.lag()).isEqualTo(1);
    assertThat(producer.completeNext()).isTrue();
    assertThat(driver.lag()).isZero();
  }

  @Test
  void fieldThatIsNoColumnsNameFailsNoQuery() {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "name", "old"));
    TaskDriver driver =
        driver(
            Map.of(
                "unknown.columns", "drop",
                "conflict.policy", "review",
                "conflict.review.topic", "conflicts",
                "report.producer.bootstrap.servers", "127.0.0.1:1"));
    driver.put(
        record(0, 1, Map.of("name", "new", "First name", "x"), Instant.now().plusSeconds(60)));
    driver.drain();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("name", "new");
  }

  @Test
  void skippedIsReportedAsSkipped() {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "name", "theirs"));
    TaskDriver driver =
        new TaskDriver(
            emulator,
            true,
            Map.of(
                "conflict.policy", "newest_wins",
                "report.topic", "outcomes",
                "report.producer.bootstrap.servers", "127.0.0.1:1"),
            configured -> producer);
    bed.add(driver);
    driver.assign(P0);
    driver.put(record(0, 1, Map.of("name", "ours"), Instant.now().minusSeconds(60)));
    await()
        .untilAsserted(
            () -> {
              driver.put();
              assertThat(producer.history()).hasSize(1);
            });
    assertThat(new String(producer.history().get(0).value(), UTF_8))
        .contains("\"outcome\":\"skipped\"", "\"reason\":\"somebody else");
  }

  @Test
  void recordWhoseHeaderTellsNoTimeIsRefusedAndNotWritten() {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "name", "theirs"));
    TaskDriver driver = driver(Map.of("conflict.policy", "newest_wins"));
    SinkRecord record = record(0, 1, Map.of("name", "ours"), Instant.now().plusSeconds(60));
    record.headers().addString("servicenow.updated.on", "yesterday");
    driver.put(record);
    driver.drain();

    assertThat(emulator.row(TABLE, id(1))).containsEntry("name", "theirs");
    assertThat(driver.context.dead)
        .singleElement()
        .satisfies(
            dead ->
                assertThat(dead.error())
                    .hasMessageContaining("header 'servicenow.updated.on' is 'yesterday'"));
  }

  @Test
  void exampleInTheGuideIsTheOneThatIsTested() throws IOException {
    String guide = Files.readString(Path.of("../docs/guides/conflicts.md"));
    String example =
        Files.readString(Path.of("src/test/java/com/acme/OpenRowsOnly.java"))
            .replaceFirst("(?s)^/\\*.*?\\*/\n", "");
    assertThat(guide).contains("```java\n" + example + "```");
  }

  @Test
  void classThatRefusesItsSettingsFailsTheTaskWithItsWords() {
    assertThatThrownBy(() -> driver(Map.of("conflict.policy", OpenRowsOnly.class.getName())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("conflict.policy.closed.state is missing");
  }
}
