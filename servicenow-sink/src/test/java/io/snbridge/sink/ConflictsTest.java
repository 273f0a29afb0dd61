/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.OpenRowsOnly;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
    return new SinkRecord("orders", 0, null, id(row), null, value, offset);
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

  @Test
  void classThatRefusesItsSettingsFailsTheTaskWithItsWords() {
    assertThatThrownBy(() -> driver(Map.of("conflict.policy", OpenRowsOnly.class.getName())))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("acme.closed.state is missing");
  }
}
