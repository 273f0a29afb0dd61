/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static io.snbridge.emulator.RequestMatcher.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A row that ServiceNow fails at whenever it is read, against an emulator. */
class UnreadableRowsTest {

  private static final String TABLE = "u_order";
  private static final String JOURNAL = "sys_journal_field";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final TopicPartition P1 = new TopicPartition("orders", 1);
  private static final String ID = "0123456789abcdef0123456789abcdef";

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;

  UnreadableRowsTest() {
    emulator.table(
        TABLE,
        ColumnDefinition.col("u_seq", "integer"),
        ColumnDefinition.col("u_log", "journal_input"));
  }

  private TaskDriver driver(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("write.max.server.errors", "3");
    return bed.add(new TaskDriver(emulator, true, all).assign(P0, P1));
  }

  /** Of a time at which nobody but this task can have written it. */
  private static SinkRecord record(TopicPartition partition, long offset, String id) {
    return new SinkRecord(
        "orders",
        partition.partition(),
        null,
        id,
        null,
        Map.of("u_seq", offset, "u_log", "n" + offset),
        offset,
        Instant.now().plus(Duration.ofMinutes(5)).toEpochMilli(),
        TimestampType.CREATE_TIME);
  }

  private static RequestMatcher about(String id) {
    return request ->
        request.path().endsWith(id)
            || request.parameter("sysparm_query").contains(id)
            || request.body().contains(id);
  }

  private static Fault fails() {
    return Fault.error(500, "Operation Failed", "a display rule is broken");
  }

  /** Of what the read is a part, what else is set, which reads fail, and which changes are lost. */
  static Stream<Arguments> reads() {
    RequestMatcher reads = about(ID).and(method("GET"));
    RequestMatcher rows = reads.and(table(TABLE));
    RequestMatcher none = request -> false;
    AtomicBoolean created = new AtomicBoolean();
    Map<String, String> conflict = Map.of("conflict.policy", "newest_wins");
    return Stream.of(
        Arguments.of("conflict policy", conflict, rows, none, false),
        Arguments.of("insert", Map.of("write.method", "insert"), rows, none, false),
        Arguments.of(
            "lost create",
            Map.of("write.method", "insert"),
            rows.and(request -> created.get()),
            about(ID)
                .and(method("POST"))
                .and(
                    request -> {
                      created.set(true);
                      return true;
                    }),
            true),
        Arguments.of(
            "lost journal",
            Map.of(),
            reads.and(table(JOURNAL)),
            about(ID).and(method("PATCH")),
            true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reads")
  void rowThatCannotBeReadIsGivenUpWhileOthersAreWritten(
      String what,
      Map<String, String> settings,
      RequestMatcher unread,
      RequestMatcher lost,
      boolean mayBeWritten) {
    if (what.equals("lost journal") || what.equals("conflict policy")) {
      emulator.insert(TABLE, Map.of("sys_id", ID, "u_seq", "-1"));
    }
    emulator.faults().always(fails(), unread);
    emulator.faults().always(Fault.cancelledButWritten(), lost);
    TaskDriver driver = driver(settings);
    driver.put(record(P0, 0, ID));
    int others = 0;
    while (driver.commit().get(P0) == 0 && others < 500) {
      driver.put(record(P1, others, "%032x".formatted(++others)));
      driver.drain(P1);
    }
    assertThat(driver.context.dead)
        .singleElement()
        .satisfies(
            dead ->
                assertThat(dead.error())
                    .hasMessageContainingAll(
                        "offset 0", TABLE, ID, "write.max.server.errors", "correlation id"));
    assertThat(driver.context.dead.get(0).error().getMessage().contains("may have"))
        .isEqualTo(mayBeWritten);
    assertThat(emulator.rows(TABLE)).hasSizeGreaterThanOrEqualTo(others);
  }

  /** Then it is no record's matter. */
  @ParameterizedTest
  @CsvSource({"conflict.policy,newest_wins", "write.method,insert"})
  void readsThatFailForAllRowsAreWaitedFor(String key, String value) {
    AtomicBoolean broken = new AtomicBoolean(true);
    RequestMatcher reads = method("GET").and(table(TABLE));
    emulator.faults().always(fails(), reads.and(request -> broken.get()));
    IntStream.range(0, 20).forEach(n -> emulator.insert(TABLE, Map.of("sys_id", id(n))));
    TaskDriver driver = driver(Map.of(key, value));
    driver.put(IntStream.range(0, 20).mapToObj(n -> record(P0, n, id(n))).toList());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> emulator.requests().matching(seen -> seen.status() == 500).size() > 200);
    driver.put();
    assertThat(driver.context.dead).isEmpty();
    broken.set(false);
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
  }

  private static String id(int number) {
    return "%032x".formatted(number + 1);
  }

  @Test
  void readThatFailsEndsTheTaskWhenItsTimeIsOver() {
    emulator.insert(TABLE, Map.of("sys_id", ID, "u_seq", "-1"));
    emulator.faults().always(fails(), about(ID).and(method("GET")).and(table(TABLE)));
    TaskDriver driver =
        driver(
            Map.of(
                "conflict.policy", "newest_wins",
                "write.max.server.errors", "0",
                "servicenow.retry.timeout.ms", "300"));
    driver.put(record(P0, 0, ID));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> driver.put())
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContainingAll(
                        ID, "servicenow.retry.timeout.ms is over", "display rule"));
  }

  private static SinkRecord delete(long offset, String id) {
    return new SinkRecord("orders", 0, null, id, null, null, offset);
  }

  /** Else the row that its delete did not find would come after it. */
  @Test
  void createThatMayStillRunIsWaitedForWhenReadingItsRowIsGivenUp() {
    RequestMatcher rows = about(ID).and(table(TABLE));
    Duration late = Duration.ofSeconds(2);
    emulator.faults().next(1, Fault.cutAndWrittenLater(late), rows.and(method("POST")));
    emulator
        .faults()
        .always(fails(), rows.and(method("GET")).and(request -> request.path().endsWith(ID)));
    TaskDriver driver =
        driver(Map.of("write.max.server.errors", "1", "servicenow.request.timeout.ms", "4000"));
    driver.put(record(P0, 0, ID), delete(1, ID));
    int others = 0;
    while (driver.commit().get(P0) == 0 && others < 500) {
      driver.put(record(P1, others, "%032x".formatted(++others)));
      driver.drain(P1);
    }
    assertThat(driver.context.dead)
        .singleElement()
        .satisfies(dead -> assertThat(dead.error()).isInstanceOf(OutcomeUnknownException.class));
    driver.drain();
    await()
        .during(late)
        .atMost(late.multipliedBy(2))
        .untilAsserted(() -> assertThat(emulator.rows(TABLE)).noneMatch(UnreadableRowsTest::isIt));
  }

  private static boolean isIt(Map<String, String> row) {
    return row.get("sys_id").equals(ID);
  }

  /** Nobody hides it, and there is nothing for the user to read. */
  @Test
  void deleteOfWhichNothingCanBeReadSaysThatServiceNowFailed() {
    emulator.faults().always(fails(), about(ID).and(table(TABLE)).and(method("GET")));
    TaskDriver driver = driver(Map.of());
    driver.put(delete(0, ID));
    int others = 0;
    while (driver.commit().get(P0) == 0 && others < 500) {
      driver.put(record(P1, others, "%032x".formatted(++others)));
      driver.drain(P1);
    }
    assertThat(driver.context.dead)
        .singleElement()
        .satisfies(
            dead ->
                assertThat(dead.error())
                    .hasMessageContainingAll("delete of", ID, "write.max.server.errors")
                    .message()
                    .doesNotContain("hides", "Let the user"));
  }
}
