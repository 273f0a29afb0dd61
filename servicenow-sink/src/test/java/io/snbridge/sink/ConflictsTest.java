/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.OpenRowsOnly;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conflict policies, over real HTTP. */
class ConflictsTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
  private final List<TaskDriver> drivers = new ArrayList<>();

  ConflictsTest() {
    emulator.table(
        TABLE,
        ColumnDefinition.col("state", "string"),
        ColumnDefinition.col("name", "string"),
        ColumnDefinition.col("assigned_to", "string"));
  }

  @AfterEach
  void close() {
    drivers.forEach(TaskDriver::close);
    emulator.close();
  }

  private TaskDriver driver(Map<String, String> settings) {
    TaskDriver driver = new TaskDriver(emulator, true, settings);
    drivers.add(driver);
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
        driver(Map.of("conflict.policy", OpenRowsOnly.class.getName(), "acme.closed.state", "7"));
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
                    .isEqualTo("sys_id,sys_updated_by,sys_updated_on"));
    assertThat(queries)
        .extracting(query -> query.query().split(",", -1).length)
        .allMatch(rows -> rows * 35 < 6_000)
        .anyMatch(rows -> rows > 3);
  }

  @Test
  void classThatRefusesItsSettingsFailsTheTaskWithItsWords() {
    assertThatThrownBy(() -> driver(Map.of("conflict.policy", OpenRowsOnly.class.getName())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("acme.closed.state is missing");
  }
}
