/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.table;
import static io.snbridge.emulator.RequestMatcher.writes;
import static io.snbridge.emulator.StagingTable.staging;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Writes that wait because all are refused, or because their table does not answer. */
class HeldWritesTest {

  private static final TopicPartition ILL = new TopicPartition("ill", 0);
  private static final TopicPartition WELL = new TopicPartition("well", 0);
  private static final Fault BLOCKED =
      Fault.answer(403, "text/html", "<html><title>Blocked</title></html>");

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;

  HeldWritesTest() {
    for (String table : List.of("u_ill", "u_well")) {
      emulator.table(table, ColumnDefinition.col("u_seq", "integer"));
    }
  }

  private TaskDriver driver(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("topic.table.map", "ill:u_ill,well:u_well");
    all.putIfAbsent("servicenow.retry.max.backoff.ms", "10");
    return bed.add(new TaskDriver(emulator, true, all).assign(ILL, WELL));
  }

  private static String id(int number) {
    return "%032x".formatted(number + 1);
  }

  private static SinkRecord record(TopicPartition partition, int offset) {
    return new SinkRecord(
        partition.topic(),
        0,
        null,
        id(offset),
        null,
        Map.of("u_seq", offset),
        offset,
        System.currentTimeMillis(),
        TimestampType.CREATE_TIME);
  }

  private static List<SinkRecord> records(TopicPartition partition, int from, int to) {
    return IntStream.range(from, to).mapToObj(offset -> record(partition, offset)).toList();
  }

  private long changesSent() {
    return emulator.requests().matching(request -> !request.method().equals("GET")).size();
  }

  private void awaitMoreChanges(int more) {
    long before = changesSent();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              bed.put();
              return changesSent() >= before + more;
            });
  }

  @Test
  void probeWhoseAnswerIsAlwaysLostKeepsNoOtherFromBeingOne() {
    emulator.insert("u_ill", Map.of("sys_id", id(0), "u_seq", "-1"));
    TaskDriver driver = driver(Map.of("write.max.refusals.in.row", "1"));
    driver.put(record(WELL, 0));
    driver.drain();
    AtomicBoolean closed = new AtomicBoolean(true);
    emulator.faults().always(BLOCKED, request -> closed.get() && !request.method().equals("GET"));
    emulator
        .faults()
        .always(Fault.badGateway(), writes().and(table("u_ill")).and(request -> !closed.get()));
    driver.put(record(ILL, 0));
    awaitMoreChanges(3);
    closed.set(false);
    awaitMoreChanges(3);
    driver.put(records(WELL, 1, 20));
    driver.drain(WELL);
    assertThat(emulator.count("u_well")).isEqualTo(20);
    assertThat(driver.context.dead).isEmpty();
  }

  @Test
  void rowThatIsThereAlreadyDoesNotShowThatWritesAreTaken() {
    TaskDriver driver = driver(Map.of("write.method", "insert"));
    driver.put(record(WELL, 0));
    driver.drain();
    IntStream.range(1, 200)
        .filter(number -> number % 5 == 0)
        .forEach(number -> emulator.insert("u_well", Map.of("sys_id", id(number), "u_seq", "-1")));
    AtomicBoolean closed = new AtomicBoolean(true);
    emulator.faults().always(BLOCKED, request -> closed.get() && !request.method().equals("GET"));
    driver.put(records(WELL, 1, 200));
    awaitMoreChanges(60);
    driver.put();
    assertThat(driver.context.dead).hasSizeLessThan(10);
    closed.set(false);
    driver.drain();
    assertThat(driver.context.dead).hasSizeLessThan(10);
    assertThat(emulator.count("u_well") + driver.context.dead.size()).isEqualTo(200);
  }

  @Test
  void writeOfBeforeTheRefusalsDoesNotShowThatTheyAreOver() {
    emulator.insert("u_well", Map.of("sys_id", id(1), "u_seq", "-1"));
    TaskDriver driver = driver(Map.of());
    driver.put(record(WELL, 0));
    driver.drain();
    AtomicBoolean closed = new AtomicBoolean(true);
    emulator
        .faults()
        .always(
            BLOCKED,
            request ->
                closed.get() && !request.method().equals("GET") && !request.path().endsWith(id(1)));
    emulator
        .faults()
        .always(
            Fault.latency(Duration.ofSeconds(2)),
            writes().and(request -> request.path().endsWith(id(1))));
    driver.put(records(WELL, 1, 200));
    awaitMoreChanges(15);
    assertThat(emulator.row("u_well", id(1))).containsEntry("u_seq", "-1");
    await().until(() -> emulator.row("u_well", id(1)).get("u_seq").equals("1"));
    awaitMoreChanges(15);
    driver.put();
    assertThat(driver.context.dead).hasSizeLessThan(10);
    closed.set(false);
    driver.drain();
    assertThat(driver.context.dead).hasSizeLessThan(10);
  }

  @Test
  void tableThatStaysRefusedKeepsNoOtherOneWaiting() {
    TaskDriver driver = driver(Map.of("servicenow.retry.max.backoff.ms", "1000"));
    driver.put(record(WELL, 0));
    driver.drain();
    emulator.faults().always(BLOCKED, table("u_ill"));
    driver.put(records(ILL, 0, 300));
    awaitMoreChanges(15);
    driver.put(records(WELL, 1, 50));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              driver.put();
              return emulator.count("u_well") == 50;
            });
  }

  @Test
  void requestThatIsTooLargeIsItsRecordsMatter() {
    emulator.faults().always(Fault.answer(413, "text/html", "<html></html>"), writes());
    TaskDriver driver = driver(Map.of());
    driver.put(records(WELL, 0, 30));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              driver.put();
              return driver.context.dead.size() == 30;
            });
  }

  @Test
  void tableWhoseWritesAreNeverAnsweredTakesNotAllConnectionsInTheEnd() {
    TaskDriver driver = driver(Map.of("servicenow.request.timeout.ms", "300"));
    driver.put(record(WELL, 0));
    driver.drain();
    emulator.faults().always(Fault.noAnswer(Duration.ofMillis(400)), writes().and(table("u_ill")));
    driver.put(records(ILL, 0, 400));
    awaitMoreChanges(150);
    driver.put(records(WELL, 1, 200));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              driver.put();
              return emulator.count("u_well") == 200;
            });
  }

  static Stream<Map<String, String>> waysToWrite() {
    Map<String, String> imports = Map.of("write.api", "import_set", "topic.table.map", "well:imp");
    return Stream.of(
        Map.of("id.mode", "lookup", "id.lookup.fields", "u_seq"),
        Map.of("id.mode", "server"),
        Map.of("conflict.policy", "newest_wins"),
        Map.of("write.method", "update", "not.found", "ignore"),
        Map.of("collapse.updates", "true"),
        imports,
        with(imports, "import.set.coalesce", "true"),
        with(imports, "import.set.record.id.field", "u_record_id"),
        with(
            with(imports, "import.set.record.id.field", "u_record_id"),
            "import.set.coalesce",
            "true"));
  }

  private static Map<String, String> with(Map<String, String> some, String key, String value) {
    Map<String, String> all = new HashMap<>(some);
    all.put(key, value);
    return all;
  }

  @ParameterizedTest
  @MethodSource("waysToWrite")
  void whatRefusesEverythingLeavesTheTopicWhateverTheWayToWrite(Map<String, String> settings) {
    emulator.stagingTable(staging("imp", "u_seq", "u_record_id").map("M", "u_well", "u_seq"));
    TaskDriver driver = driver(settings);
    driver.put(record(WELL, 0));
    driver.drain();
    AtomicBoolean closed = new AtomicBoolean(true);
    emulator.faults().always(BLOCKED, request -> closed.get());
    driver.put(records(WELL, 1, 200));
    long before = emulator.requests().count();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              driver.put();
              return emulator.requests().count() > before + 80;
            });
    assertThat(driver.context.dead).hasSizeLessThan(10);
    closed.set(false);
    driver.drain();
  }
}
