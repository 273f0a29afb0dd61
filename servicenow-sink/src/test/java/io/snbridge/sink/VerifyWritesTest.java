/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.RequestMatcher.method;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.ServiceNowEmulator;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code verify.writes}: what the instance silently did not write. */
class VerifyWritesTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;
  private final MockProducer<byte[], byte[]> reports =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private long offset;

  VerifyWritesTest() {
    emulator.table(
        TABLE,
        col("u_seq", "integer"),
        col("u_name", "string"),
        col("u_price", "decimal"),
        col("u_done", "boolean"),
        col("u_due", "glide_date_time"),
        col("u_took", "glide_duration"),
        col("work_notes", "journal_input"));
  }

  private TaskDriver driver(String verify, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("verify.writes", verify);
    all.put("report.topic", "outcomes");
    all.put("report.producer.bootstrap.servers", "127.0.0.1:1");
    return bed.add(new TaskDriver(emulator, true, all, producer -> reports).assign(P0));
  }

  private static String id(int row) {
    return "%032x".formatted(row);
  }

  private SinkRecord record(int row, Map<String, Object> value) {
    return new SinkRecord("orders", 0, null, id(row), null, value, offset++);
  }

  private List<String> told() {
    return reports.history().stream()
        .map(sent -> new String(sent.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private List<RecordedRequest> writes() {
    return emulator
        .requests()
        .matching(r -> !r.method().equals("GET") && r.path().contains("/table/"));
  }

  @ParameterizedTest
  @CsvSource({"table,upsert", "table,insert", "batch,upsert", "batch,insert", "table,update"})
  void columnThatTheUserMayNotWriteIsTold(String api, String writeMethod) {
    if (!writeMethod.equals("insert")) {
      emulator.insert(TABLE, Map.of("sys_id", id(1), "u_name", "old"));
    }
    emulator.protectFields(TABLE, Set.of("u_name"));
    TaskDriver driver = driver("true", Map.of("write.api", api, "write.method", writeMethod));
    driver.put(record(1, Map.of("u_seq", 1, "u_name", "new")));
    driver.drain();
    assertThat(told())
        .singleElement()
        .asString()
        .contains("\"outcome\":\"success\"", "\"not_written\":[\"u_name\"]");
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "1");
    assertThat(driver.context.dead).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void recordIsRefusedAndSaidToBeWrittenWhenAskedFor(String api) {
    emulator.insert(TABLE, Map.of("sys_id", id(1), "u_name", "old"));
    emulator.protectFields(TABLE, Set.of("u_name"));
    TaskDriver driver = driver("fail", Map.of("write.api", api));
    driver.put(record(1, Map.of("u_seq", 1, "u_name", "new")), record(2, Map.of("u_seq", 2)));
    driver.drain();
    assertThat(driver.context.dead)
        .singleElement()
        .extracting(dead -> dead.error().getMessage())
        .asString()
        .contains("offset 0", "was made, but", "'u_name'", "verify.writes", "correlation id");
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "1");
    assertThat(emulator.row(TABLE, id(2))).containsEntry("u_seq", "2");
  }

  @Test
  void whatABusinessRuleChangesAndCutsIsTold() {
    emulator.table("u_short", col("u_code", "string").withMaxLength(10), col("u_state", "string"));
    emulator.rewriteWrites(
        "u_short",
        row -> {
          Map<String, String> changed = new HashMap<>(row);
          changed.computeIfPresent("u_state", (column, state) -> "closed");
          changed.computeIfPresent("u_code", (column, code) -> code.substring(0, 10));
          return changed;
        });
    TaskDriver driver = driver("fail", Map.of("topic.table.map", "orders:u_short"));
    driver.put(record(1, Map.of("u_code", "0123456789abc", "u_state", "open")));
    driver.drain();
    assertThat(driver.context.dead.get(0).error())
        .hasMessageContaining("'u_code' (cut to 10 of 13 characters), 'u_state'");
  }

  /** Without the dictionary nothing is made fit, and an instance refuses no value. */
  @ParameterizedTest
  @CsvSource({
    "u_due, 2024-02-11T02:01:01+05:00",
    "u_due, 1707613261000",
    "u_due, 2024-02-30 01:01:01",
    "u_due, soon",
    "u_took, 86401",
    "u_done, perhaps",
    "u_seq, seven",
    "u_price, 'EUR 1,5'",
  })
  void valueThatIsStoredWrongOrNotAtAllIsTold(String column, String given) {
    emulator.switches().strictColumns(true).guessedTimes(true);
    emulator.denyQueries("sys_dictionary");
    TaskDriver driver = driver("fail", Map.of());
    driver.put(record(1, Map.of("u_name", "x", column, given)));
    driver.drain();
    assertThat(driver.context.dead)
        .singleElement()
        .extracting(dead -> dead.error().getMessage())
        .asString()
        .contains("does not have what it wrote to '" + column + "'.");
    assertThat(emulator.row(TABLE, id(1)).get(column)).isNotEqualTo(given);
  }

  @Test
  void durationThatIsStoredOtherwiseIsTold() {
    emulator.rewriteWrites(
        TABLE,
        row -> {
          Map<String, String> changed = new HashMap<>(row);
          changed.computeIfPresent("u_took", (column, took) -> "1970-01-01 00:00:00");
          return changed;
        });
    TaskDriver driver = driver("fail", Map.of());
    driver.put(record(1, Map.of("u_took", "PT26H")));
    driver.drain();
    assertThat(driver.context.dead.get(0).error()).hasMessageContaining("'u_took'");
  }

  @Test
  void textThatTheDatabaseCutsIsTold() {
    emulator.switches().cutTexts(true);
    TaskDriver driver = driver("fail", Map.of());
    driver.put(record(1, Map.of("u_name", "x".repeat(300))));
    driver.drain();
    assertThat(driver.context.dead.get(0).error())
        .hasMessageContaining("'u_name' (cut to 255 of 300 characters)");
  }

  @ParameterizedTest
  @CsvSource({"true,fail", "false,fail", "false,ignore"})
  void whatServiceNowStoresInItsOwnFormIsNoDifference(boolean dictionary, String unknown) {
    if (!dictionary) {
      emulator.denyQueries("sys_dictionary");
    }
    emulator.rewriteWrites(
        TABLE,
        row -> {
          Map<String, String> stored = new HashMap<>(row);
          stored.replaceAll((column, text) -> text.strip());
          stored.computeIfPresent("u_price", (column, price) -> "3.14");
          stored.computeIfPresent("u_done", (column, done) -> "true");
          stored.computeIfPresent("u_due", (column, due) -> due + " 00:00:00");
          return stored;
        });
    TaskDriver driver = driver("fail", Map.of("unknown.columns", unknown));
    driver.put(
        record(
            1,
            Map.of(
                "u_name",
                " x ",
                "u_price",
                "3.14159",
                "u_done",
                1,
                "u_due",
                "2026-01-02",
                "work_notes",
                "a note")),
        record(1, Map.of("u_name", "")));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(told()).hasSize(2).noneMatch(report -> report.contains("not_written"));
  }

  @Test
  void displayValuesAreComparedAsTheyAreSeen() {
    emulator.switches().userZone(ZoneId.of("America/New_York"));
    TaskDriver driver = driver("fail", Map.of("input.display.value", "true"));
    driver.put(record(1, Map.of("u_due", "2026-01-01 00:00:00", "u_seq", 1)));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_due", "2026-01-01 05:00:00");
  }

  @Test
  void columnThatTheUserMayNotReadIsNoDifference() {
    emulator.hideFields(TABLE, Set.of("u_name"));
    TaskDriver driver = driver("fail", Map.of());
    driver.put(record(1, Map.of("u_seq", 1, "u_name", "new")));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "POST"})
  void writeWhoseAnswerWasLostIsVerifiedToo(String lost) {
    if (lost.equals("PATCH")) {
      emulator.insert(TABLE, Map.of("sys_id", id(1), "u_name", "old"));
    }
    emulator.protectFields(TABLE, Set.of("u_name"));
    emulator.faults().next(1, Fault.cancelledButWritten(), method(lost));
    TaskDriver driver = driver("true", Map.of());
    driver.put(record(1, Map.of("u_seq", 1, "u_name", "new")));
    driver.drain();
    assertThat(told()).singleElement().asString().contains("\"not_written\":[\"u_name\"]");
  }

  @Test
  void writeOfVeryManyColumnsIsVerified() {
    ColumnDefinition[] columns =
        IntStream.range(0, 400)
            .mapToObj(i -> col("u_a_rather_long_name_" + i, "string"))
            .toArray(ColumnDefinition[]::new);
    emulator.table("u_wide", columns);
    emulator.protectFields("u_wide", Set.of("u_a_rather_long_name_399"));
    Map<String, Object> value = new HashMap<>();
    for (ColumnDefinition column : columns) {
      value.put(column.name(), "x");
    }
    TaskDriver driver = driver("true", Map.of("topic.table.map", "orders:u_wide"));
    driver.put(record(1, value));
    driver.drain();
    assertThat(told())
        .singleElement()
        .asString()
        .contains("\"not_written\":[\"u_a_rather_long_name_399\"]");
  }

  @Test
  void answersAreAsSmallAsCanBeWhenNobodyLooks() {
    emulator.protectFields(TABLE, Set.of("u_name"));
    TaskDriver driver = driver("false", Map.of());
    driver.put(record(1, Map.of("u_seq", 1, "u_name", "new")));
    driver.drain();
    assertThat(told()).singleElement().asString().doesNotContain("not_written");
    await().until(() -> writes().size() == 2);
    assertThat(writes())
        .allSatisfy(request -> assertThat(request.parameter("sysparm_fields")).isEqualTo("sys_id"));
  }
}
