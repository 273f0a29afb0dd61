/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.RequestMatcher.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.Fault;
import io.snbridge.emulator.ServiceNowEmulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code unknown.columns}, from the record to the row. */
class ColumnPolicyTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;
  private long offset;

  ColumnPolicyTest() {
    emulator.table(TABLE, col("u_seq", "integer"), col("u_name", "string"));
  }

  private TaskDriver driver(String policy, String api) {
    TaskDriver driver =
        new TaskDriver(emulator, true, Map.of("unknown.columns", policy, "write.api", api));
    bed.add(driver.assign(P0));
    return driver;
  }

  private static String id(int row) {
    return "%032x".formatted(row);
  }

  private SinkRecord record(int row, Map<String, Object> value) {
    return new SinkRecord("orders", 0, null, id(row), null, value, offset++);
  }

  private static String error(TaskDriver driver) {
    assertThat(driver.context.dead).hasSize(1);
    return driver.context.dead.get(0).error().getMessage();
  }

  private long asked() {
    return emulator.requests().matching(request -> request.path().contains("sys_d")).size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void recordWithAnUnknownColumnIsRefusedAndNothingOfItIsWritten(String api) {
    TaskDriver driver = driver("fail", api);
    driver.put(
        record(1, Map.of("u_seq", 1, "u_nmae", "x", "U_Name", "y", "u_order.u_seq", 2)),
        record(2, Map.of("u_seq", 2, "u_name", "z")));
    driver.drain();
    assertThat(error(driver))
        .contains(
            "Topic 'orders', partition 0, offset 0",
            "upsert of u_order/" + id(1),
            "table 'u_order' has no columns 'U_Name' (it has 'u_name'), 'u_nmae', 'u_order.u_seq'",
            "unknown.columns=drop",
            "correlation id");
    assertThat(emulator.rows(TABLE))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("u_name", "z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void unknownColumnIsLeftOutAndTheRestIsWritten(String api) {
    TaskDriver driver = driver("drop", api);
    driver.put(
        record(1, Map.of("u_seq", 1, "u_nmae", "x")),
        record(2, Map.of("u_nmae", "x")),
        record(3, Map.of("variables.color", "red", "u_seq", 3)));
    driver.drain();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "1");
    assertThat(error(driver)).contains("no column 'u_nmae'", "nothing to write");
    assertThat(emulator.requests().matching(request -> !request.method().equals("GET")))
        .noneMatch(r -> r.body().contains("u_nmae"));
  }

  @Test
  void unknownColumnIsSentAndNothingIsAskedWhenItIsIgnored() {
    TaskDriver driver =
        new TaskDriver(
            emulator, true, Map.of("unknown.columns", "ignore", "invalid.values", "ignore"));
    bed.add(driver.assign(P0));
    driver.put(record(1, Map.of("u_seq", 1, "u_nmae", "x")));
    driver.drain();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "1");
    assertThat(driver.context.dead).isEmpty();
    assertThat(asked()).isZero();
  }

  @Test
  void variableOfACatalogItemIsNoUnknownColumn() {
    TaskDriver driver = driver("fail", "table");
    driver.put(record(1, Map.of("u_seq", 1, "variables.color", "red")));
    driver.drain();
    assertThat(emulator.requests().matching(request -> !request.method().equals("GET")))
        .anyMatch(request -> request.body().contains("variables.color"));
  }

  @Test
  void columnsAreAskedForOnceForManyRecords() {
    TaskDriver driver = driver("fail", "table");
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      records.add(record(i, Map.of("u_seq", i)));
    }
    driver.put(records);
    driver.drain();
    assertThat(emulator.count(TABLE)).isEqualTo(300);
    assertThat(asked()).as("sys_db_object and sys_dictionary").isEqualTo(2);
  }

  @Test
  void userWhoMayNotReadTheDictionaryWritesAndIsToldByTheRows() {
    emulator.denyQueries("sys_db_object");
    emulator.insert(TABLE, Map.of("u_seq", "0"));
    TaskDriver driver = driver("fail", "table");
    driver.put(record(1, Map.of("u_seq", 1)), record(2, Map.of("u_seq", 2, "u_nmae", "x")));
    driver.drain();
    assertThat(error(driver)).contains("'u_nmae'");
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "1");
  }

  @Test
  void tableThatNothingIsKnownOfIsWritten() {
    emulator.denyQueries("sys_db_object");
    TaskDriver driver = driver("fail", "table");
    driver.put(record(1, Map.of("u_seq", 1, "u_nmae", "x")));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "1");
  }

  @Test
  void orderOfARowHoldsWhileItsColumnsAreAskedFor() {
    emulator.faults().next(1, Fault.latency(Duration.ofMillis(300)), table("sys_dictionary"));
    TaskDriver driver = driver("fail", "table");
    List<SinkRecord> records = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      records.add(record(1, Map.of("u_seq", i)));
    }
    records.add(record(1, new HashMap<>(Map.of("u_seq", 50, "u_nmae", "x"))));
    driver.put(records);
    driver.drain();
    assertThat(emulator.row(TABLE, id(1))).containsEntry("u_seq", "49");
    assertThat(driver.context.dead).hasSize(1);
  }

  @Test
  void taskStopsWhileTheDictionaryDoesNotAnswer() {
    emulator.faults().always(Fault.noAnswer(Duration.ofSeconds(20)), table("sys_db_object"));
    TaskDriver driver = driver("fail", "table");
    driver.put(record(1, Map.of("u_seq", 1)));
    long before = System.nanoTime();
    bed.end(driver);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void wrongPasswordIsShownToTheDictionaryOnly() {
    TaskDriver driver =
        new TaskDriver(
            emulator,
            true,
            Map.of("servicenow.password", "wrong", "servicenow.retry.timeout.ms", "0"));
    bed.add(driver.assign(P0));
    assertThatThrownBy(
            () -> {
              driver.put(record(1, Map.of("u_seq", 1)), record(2, Map.of("u_seq", 2)));
              driver.drain();
            })
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("credentials");
    assertThat(emulator.requests().count()).isEqualTo(1);
  }

  /** A timer ends on a thread of its own: one for each record would be hundreds a second. */
  @Test
  void recordsThatWaitForTheDictionaryHaveOneTimer(@TempDir Path folder) throws IOException {
    AtomicBoolean silent = new AtomicBoolean(true);
    emulator
        .faults()
        .always(
            Fault.error(501, "Not implemented", ""),
            table("sys_db_object").and(request -> silent.get()));
    TaskDriver driver =
        new TaskDriver(
            emulator, true, Map.of("name", "timers", "servicenow.retry.timeout.ms", "600000"));
    bed.add(driver.assign(P0));
    driver.put(IntStream.range(0, 900).mapToObj(i -> record(i, Map.of("u_seq", i))).toList());
    await().until(() -> asked() > 0);
    try (Recording started = new Recording()) {
      started.enable("jdk.ThreadStart");
      started.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> asked() > 3);
      started.stop();
      assertThat(threads(started, folder, "servicenow-sink-timers")).hasSizeBetween(1, 200);
    }
    silent.set(false);
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.count(TABLE)).isEqualTo(900);
  }

  /** The names of a task's threads that were started meanwhile. */
  private static List<String> threads(Recording started, Path folder, String owner)
      throws IOException {
    Path file = folder.resolve("threads.jfr");
    started.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .map(event -> event.getThread("thread"))
        .filter(Objects::nonNull)
        .map(RecordedThread::getJavaName)
        .filter(name -> name != null && name.startsWith(owner))
        .toList();
  }
}
