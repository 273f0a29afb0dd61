/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.OpenRowsOnly;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy with every API by which rows are written, every id mode, and events. */
class ConflictMatrixTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private long offset;

  ConflictMatrixTest() {
    emulator.table(
        TABLE,
        ColumnDefinition.col("number", "string"),
        ColumnDefinition.col("name", "string"),
        ColumnDefinition.col("state", "string"),
        ColumnDefinition.col("u_source", "string"));
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  static Stream<Arguments> everything() {
    return Stream.of("newest_wins", "source_priority", "review", OpenRowsOnly.class.getName())
        .flatMap(
            policy ->
                Stream.of("table", "batch")
                    .flatMap(
                        api ->
                            Stream.of("sys_id", "derived", "lookup", "server", "events")
                                .flatMap(
                                    ids ->
                                        times(policy)
                                            .map(time -> Arguments.of(policy, api, ids, time)))));
  }

  /** What says when a record's change was made. */
  private static Stream<String> times(String policy) {
    return policy.equals("newest_wins") || policy.equals("review")
        ? Stream.of("timestamp", "header")
        : Stream.of("timestamp");
  }

  private static Map<String, String> settings(String policy, String api, String ids) {
    Map<String, String> settings = new HashMap<>();
    settings.put("conflict.policy", policy);
    settings.put("write.api", api);
    settings.put("id.mode", ids.equals("events") ? "sys_id" : ids);
    settings.put("conflict.source.priorities", "strong:2,weak:1");
    settings.put("conflict.source.header", "source");
    settings.put("conflict.source.column", "u_source");
    settings.put("conflict.policy.closed.state", "7");
    settings.put("report.producer.bootstrap.servers", "127.0.0.1:1");
    if (policy.equals("review")) {
      settings.put("conflict.review.topic", "conflicts");
    }
    if (ids.equals("lookup")) {
      settings.put("id.lookup.fields", "number");
    }
    if (ids.equals("events")) {
      settings.put("value.payload.path", "payload");
      settings.put("value.operation.path", "op");
      settings.put("write.method", "update");
      settings.put("not.found", "insert");
    }
    return settings;
  }

  /** A record that names the row as the id mode wants it. */
  private SinkRecord record(String ids, String time, String name, boolean strong) {
    Map<String, Object> row =
        name == null ? null : Map.of("number", "N1", "name", name, "state", strong ? "1" : "2");
    Object value = row;
    if (ids.equals("events")) {
      value = row == null ? Map.of("op", "deleted") : Map.of("op", "updated", "payload", row);
    }
    Object key = ids.equals("lookup") ? Map.of("number", "N1") : ID;
    Instant changed = Instant.now().plusSeconds(strong ? 60 : -60);
    boolean byHeader = time.equals("header");
    SinkRecord record =
        new SinkRecord(
            "orders",
            0,
            null,
            key,
            null,
            value,
            offset++,
            (byHeader ? Instant.now().plusSeconds(strong ? -60 : 60) : changed).toEpochMilli(),
            TimestampType.CREATE_TIME);
    if (byHeader) {
      record.headers().addString("servicenow.updated.on", changed.toString());
    }
    record.headers().addString("source", strong ? "strong" : "weak");
    return record;
  }

  @ParameterizedTest
  @MethodSource("everything")
  void recordThatLosesChangesAndDeletesNothingAndOneThatWinsDoes(
      String policy, String api, String ids, String time) {
    try (TaskDriver driver =
        new TaskDriver(emulator, true, settings(policy, api, ids), configured -> producer)
            .assign(P0)) {
      driver.put(record(ids, time, "created", true));
      driver.drain();
      assertThat(emulator.rows(TABLE)).hasSize(1);
      String id = emulator.rows(TABLE).get(0).get("sys_id");
      emulator.update(TABLE, id, Map.of("name", "theirs", "state", "7"));

      driver.put(record(ids, time, "loses", false));
      driver.drain();
      driver.put(record(ids, time, null, false));
      driver.drain();
      assertThat(emulator.rows(TABLE))
          .singleElement()
          .satisfies(
              row -> assertThat(row).containsEntry("name", "theirs").containsEntry("state", "7"));

      emulator.update(TABLE, id, Map.of("state", "1"));
      driver.put(record(ids, time, "wins", true));
      driver.drain();
      assertThat(emulator.rows(TABLE))
          .singleElement()
          .satisfies(row -> assertThat(row).containsEntry("name", "wins"));
      driver.put(record(ids, time, null, true));
      driver.drain();
      assertThat(emulator.rows(TABLE)).isEmpty();
      assertThat(driver.context.dead).isEmpty();
      assertThat(producer.history()).hasSize(policy.equals("review") ? 2 : 0);
      assertThat(List.copyOf(producer.history()))
          .allMatch(sent -> sent.topic().equals("conflicts"));
    }
  }
}
