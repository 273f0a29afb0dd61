/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.StagingTable;
import io.snbridge.emulator.TableDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is not sent yet when its partition is taken away is never sent, whatever it waits for and
 * with whom: the partition's next owner writes it, and what comes behind it.
 */
class RevokedWritesTest {

  private static final TopicPartition GONE = new TopicPartition("orders", 0);
  private static final TopicPartition KEPT = new TopicPartition("orders", 1);
  private static final String TABLE = "u_order";
  private static final String STAGING = "imp_order";
  private static final String SERVER = "cmdb_ci_server";

  /** For what is under way. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private static final Duration THROTTLED = Duration.ofSeconds(1);

  /** Requests of which one holds the revoked record. */
  private static final RequestMatcher HOLDS_IT =
      request -> request.path().endsWith("/batch") || request.body().contains("gone");

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
  private TaskDriver driver;

  RevokedWritesTest() {
    emulator.table(
        TABLE, ColumnDefinition.col("name", "string"), ColumnDefinition.col("u_seq", "integer"));
    emulator.stagingTable(
        StagingTable.staging(STAGING, "name", "u_seq", "u_record_id")
            .map("Orders", TABLE)
            .byColumnNames());
    emulator.table(
        "cmdb_ci",
        ColumnDefinition.col("name", "string"),
        ColumnDefinition.col("u_seq", "integer"),
        ColumnDefinition.col("discovery_source", "string"));
    emulator.defineTable(TableDefinition.table(SERVER).extending("cmdb_ci"));
    emulator.identifyBy("cmdb_ci", "name");
    emulator.discoverySources("Kafka");
  }

  @AfterEach
  void close() {
    driver.close();
    emulator.close();
  }

  static Stream<Map<String, String>> waysToWrite() {
    Map<String, String> table = Map.of("topic.table.map", "orders:" + TABLE);
    Map<String, String> staging =
        Map.of(
            "topic.table.map",
            "orders:" + STAGING,
            "write.api",
            "import_set",
            "behavior.on.null.values",
            "ignore");
    Map<String, String> items =
        Map.of(
            "topic.table.map",
            "orders:" + SERVER,
            "write.api",
            "identify_reconcile",
            "ire.data.source",
            "Kafka",
            "behavior.on.null.values",
            "ignore");
    return Stream.of(
        table,
        with(table, "write.api", "batch"),
        staging,
        with(staging, "batch.requests", "true"),
        with(
            with(staging, "import.set.insert.multiple", "true"),
            "import.set.record.id.field",
            "u_record_id"),
        items,
        with(items, "batch.requests", "true"));
  }

  private static Map<String, String> with(Map<String, String> settings, String key, String value) {
    Map<String, String> more = new HashMap<>(settings);
    more.put(key, value);
    return more;
  }

  /** One request at a time, so that none is on its way when another one is told to wait. */
  private void start(Map<String, String> settings) {
    Map<String, String> all = with(settings, "linger.ms", "100");
    all.put("servicenow.max.concurrent.requests", "1");
    driver =
        new TaskDriver(
                new ServiceNowSinkTask(Connections.CONFIGURED, PATIENCE), emulator, true, all)
            .assign(GONE, KEPT);
  }

  private static SinkRecord record(TopicPartition partition, long offset, int row, String name) {
    return new SinkRecord(
        partition.topic(),
        partition.partition(),
        null,
        "%032x".formatted(row),
        null,
        Map.of("name", name, "u_seq", row),
        offset);
  }

  private List<RecordedRequest> withIt() {
    return emulator.requests().matching(request -> request.body().contains("gone"));
  }

  private boolean isWritten(String name) {
    return Stream.of(TABLE, "cmdb_ci")
        .flatMap(table -> emulator.rows(table).stream())
        .anyMatch(row -> name.equals(row.get("name")));
  }

  @ParameterizedTest
  @MethodSource("waysToWrite")
  void whatWaitsWithOthersDoesNotLeaveWithThem(Map<String, String> settings) {
    start(settings);
    // Those of one group wait for the answer to the first.
    emulator
        .faults()
        .next(
            1, Fault.latency(Duration.ofMillis(300)), request -> request.body().contains("first"));
    emulator.faults().next(2, Fault.tooManyRequests(THROTTLED), HOLDS_IT);
    driver.put(record(KEPT, 0, 1, "first"), record(GONE, 0, 2, "gone"), record(KEPT, 1, 3, "kept"));
    await().until(() -> emulator.requests().matching(each -> each.status() == 429).size() > 0);
    driver.revoke(GONE);
    int before = withIt().size();

    driver.drain();
    assertThat(isWritten("kept")).isTrue();
    assertThat(withIt()).as("requests with the revoked record").hasSize(before);
    assertThat(isWritten("gone")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("waysToWrite")
  void whatWaitsAloneDoesNotLeave(Map<String, String> settings) {
    start(settings);
    emulator.faults().next(2, Fault.tooManyRequests(THROTTLED), HOLDS_IT);
    driver.put(record(GONE, 0, 2, "gone"), record(GONE, 1, 3, "gone too"));
    await().until(() -> emulator.requests().matching(each -> each.status() == 429).size() > 0);
    driver.revoke(GONE);
    int before = withIt().size();

    driver.put(record(KEPT, 0, 1, "kept"));
    driver.drain();
    assertThat(isWritten("kept")).isTrue();
    assertThat(withIt()).as("requests with the revoked records").hasSize(before);
    assertThat(isWritten("gone")).isFalse();
  }
}
