/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static io.snbridge.emulator.RequestMatcher.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows whose reads have no answer, while everything else is answered, against an emulator. */
@Timeout(120)
class UnansweredReadsTest {

  private static final String TABLE = "u_order";
  private static final String JOURNAL = "sys_journal_field";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final TopicPartition P1 = new TopicPartition("orders", 1);
  private static final String ID = "f123456789abcdef0123456789abcdef";
  private static final RequestMatcher READS = about(ID).and(method("GET"));
  private static final RequestMatcher ROWS = READS.and(table(TABLE));
  private static final RequestMatcher NONE = request -> false;

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;

  UnansweredReadsTest() {
    emulator.table(
        TABLE,
        ColumnDefinition.col("u_seq", "integer"),
        ColumnDefinition.col("u_name", "string"),
        ColumnDefinition.col("u_source", "string"),
        ColumnDefinition.col("state", "integer"),
        ColumnDefinition.col("u_log", "journal_input"));
  }

  private TaskDriver driver(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("write.max.server.errors", "3");
    all.putIfAbsent("servicenow.request.timeout.ms", "400");
    return bed.add(new TaskDriver(emulator, true, all).assign(P0, P1));
  }

  private static RequestMatcher about(String text) {
    return request ->
        request.path().endsWith(text)
            || request.parameter("sysparm_query").contains(text)
            || request.body().contains(text);
  }

  private static String id(int number) {
    return "%032x".formatted(number + 1);
  }

  /** Of a time at which nobody but this task can have written its row. */
  private static SinkRecord record(
      TopicPartition partition, long offset, String id, Map<String, Object> value) {
    SinkRecord record =
        new SinkRecord(
            "orders",
            partition.partition(),
            null,
            id,
            null,
            value,
            offset,
            Instant.now().plus(Duration.ofMinutes(5)).toEpochMilli(),
            TimestampType.CREATE_TIME);
    record.headers().addString("source", "strong");
    return record;
  }

  private static SinkRecord record(TopicPartition partition, long offset, String id) {
    return record(
        partition,
        offset,
        id,
        Map.of("u_seq", offset, "u_name", "n" + id, "u_log", "l" + offset, "state", "1"));
  }

  private static SinkRecord delete(TopicPartition partition, long offset, String id) {
    return record(partition, offset, id, null);
  }

  /** Ways of not being answered. */
  private static Map<String, Fault> ways() {
    return Map.of(
        "504", Fault.answer(504, "text/html", "<html><title>Gateway Time-out</title></html>"),
        "503", Fault.unavailable(),
        "502", Fault.badGateway(),
        "500", Fault.error(500, "Operation Failed", "a display rule is broken"),
        "408", Fault.answer(408, "text/plain", "Request Timeout"),
        "page", Fault.hibernating(),
        "dropped", Fault.dropped(),
        "cut", Fault.cutInBody(),
        "silent", Fault.noAnswer(Duration.ofSeconds(30)));
  }

  /** Who reads a row, the settings, which requests are not answered, and which changes are lost. */
  private static Stream<Arguments> readers() {
    RequestMatcher patches = about(ID).and(method("PATCH"));
    return Stream.of(
        Arguments.of("insert", Map.of("write.method", "insert"), ROWS, NONE),
        Arguments.of(
            "batched insert",
            Map.of(
                "write.method",
                "insert",
                "write.api",
                "batch",
                "servicenow.request.timeout.ms",
                "1000"),
            ROWS,
            NONE),
        Arguments.of("newest_wins", Map.of("conflict.policy", "newest_wins"), ROWS, NONE),
        Arguments.of(
            "source_priority",
            Map.of(
                "conflict.policy", "source_priority",
                "conflict.source.priorities", "strong:2,weak:1",
                "conflict.source.header", "source",
                "conflict.source.column", "u_source"),
            ROWS,
            NONE),
        Arguments.of(
            "custom policy",
            Map.of(
                "conflict.policy", "com.acme.OpenRowsOnly",
                "conflict.policy.closed.state", "7"),
            ROWS,
            NONE),
        Arguments.of("upsert", Map.of(), ROWS, NONE),
        Arguments.of("delete", Map.of(), ROWS, NONE),
        Arguments.of(
            "lookup",
            Map.of("id.mode", "lookup", "id.lookup.fields", "u_name"),
            about("n" + ID).and(method("GET")),
            NONE),
        Arguments.of("lost change", Map.of(), ROWS, patches),
        Arguments.of("journal", Map.of(), READS.and(table(JOURNAL)), patches));
  }

  /** What is common to all readers is tried in every way by one of them. */
  static Stream<Arguments> readersAndWays() {
    return readers()
        .flatMap(
            reader ->
                ways().keySet().stream()
                    .sorted()
                    .filter(
                        way ->
                            reader.get()[0].equals("insert")
                                || Set.of("504", "dropped", "silent").contains(way))
                    .map(
                        way -> {
                          Object[] it = reader.get();
                          return Arguments.of(it[0], way, it[1], it[2], it[3]);
                        }));
  }

  private static boolean isOfARow(String reader) {
    return !Set.of("insert", "batched insert", "upsert", "delete", "lookup").contains(reader);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("readersAndWays")
  void rowThatIsNeverAnsweredForStopsNoOtherAndIsSettledInTheEnd(
      String reader,
      String way,
      Map<String, String> settings,
      RequestMatcher unread,
      RequestMatcher lost) {
    if (isOfARow(reader)) {
      emulator.insert(TABLE, Map.of("sys_id", ID, "u_seq", "-1"));
    }
    emulator.faults().always(ways().get(way), unread);
    emulator.faults().always(Fault.cancelledButWritten(), lost);
    TaskDriver driver = driver(settings);
    List<SinkRecord> together = new ArrayList<>();
    IntStream.range(0, 20).forEach(n -> together.add(record(P1, n, id(n))));
    together.add(10, reader.equals("delete") ? delete(P0, 0, ID) : record(P0, 0, ID));
    driver.put(together);
    int others = 20;
    driver.drain(P1);
    // Not by a number of writes: a fast machine makes many while a few reads time out.
    Instant end = Instant.now().plusSeconds(60);
    while (driver.commit().get(P0) == 0 && Instant.now().isBefore(end)) {
      driver.put(record(P1, others, id(others)));
      others++;
      driver.drain(P1);
    }
    if (reader.equals("upsert")) {
      // To create it is harmless where it may be there: its id is known.
      assertThat(driver.context.dead).isEmpty();
      assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "0");
    } else {
      assertThat(driver.context.dead)
          .singleElement()
          .satisfies(
              dead ->
                  assertThat(dead.error())
                      .hasMessageContainingAll(
                          "partition 0, offset 0",
                          TABLE,
                          "write.max.server.errors",
                          "correlation id"));
    }
    Set<String> rows = new HashSet<>();
    emulator.rows(TABLE).forEach(row -> rows.add(row.get("u_name")));
    assertThat(rows).containsAll(IntStream.range(0, others).mapToObj(n -> "n" + id(n)).toList());
  }

  static Stream<Arguments> outages() {
    return readers()
        .filter(
            reader -> Set.of("insert", "newest_wins", "upsert", "lookup").contains(reader.get()[0]))
        .flatMap(
            reader ->
                Stream.of("503", "dropped", "silent")
                    .map(way -> Arguments.of(reader.get()[0], way, reader.get()[1])));
  }

  /** Else the topic would go into the dead letters, though nothing is wrong with any record. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("outages")
  void outageSendsNothingToTheDeadLetters(String reader, String way, Map<String, String> settings) {
    Map<String, String> strict = new HashMap<>(settings);
    // One may fail just before the end of an outage, and another row be read just after it.
    strict.put("write.max.server.errors", "2");
    if (isOfARow(reader)) {
      IntStream.range(0, 60).forEach(n -> emulator.insert(TABLE, Map.of("sys_id", id(n))));
    }
    TaskDriver driver = driver(strict);
    driver.put(record(P0, 0, id(0)));
    driver.drain();
    AtomicBoolean down = new AtomicBoolean(true);
    AtomicInteger failed = new AtomicInteger();
    emulator
        .faults()
        .always(ways().get(way), request -> down.get() && failed.incrementAndGet() > 0);
    driver.put(IntStream.range(1, 60).mapToObj(n -> record(P0, n, id(n))).toList());
    await().atMost(Duration.ofSeconds(30)).until(() -> failed.get() > 8);
    driver.put();
    down.set(false);
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.rows(TABLE)).hasSize(60).noneMatch(row -> row.get("u_seq").isEmpty());
  }

  /** They are more than a URL has room for. */
  @ParameterizedTest
  @ValueSource(strings = {"503", "504", "dropped", "silent"})
  void outageRefusesNoRecordOfManyColumns(String way) {
    List<String> columns =
        IntStream.range(0, 250).mapToObj("u_column_of_a_wide_table_%03d"::formatted).toList();
    emulator.table(
        "u_wide",
        columns.stream()
            .map(name -> ColumnDefinition.col(name, "string"))
            .toArray(ColumnDefinition[]::new));
    emulator.insert("u_wide", Map.of("sys_id", ID));
    Map<String, Object> value = new HashMap<>();
    columns.forEach(column -> value.put(column, "v"));
    TaskDriver driver = driver(Map.of("topic.table.map", "orders:u_wide"));
    driver.put(record(P0, 0, id(0), value));
    driver.drain();
    AtomicBoolean down = new AtomicBoolean(true);
    AtomicInteger failed = new AtomicInteger();
    emulator
        .faults()
        .always(ways().get(way), request -> down.get() && failed.incrementAndGet() > 0);
    driver.put(record(P0, 1, ID, value), record(P0, 2, id(1), value));
    await().atMost(Duration.ofSeconds(30)).until(() -> failed.get() > 8);
    driver.put();
    down.set(false);
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.rows("u_wide"))
        .hasSize(3)
        .allMatch(row -> columns.stream().allMatch(column -> row.get(column).equals("v")));
  }

  /** Nothing is read, everything is written: it is no record's matter either. */
  @ParameterizedTest
  @ValueSource(strings = {"503", "504", "dropped", "page"})
  void readsThatFailForAllRowsWhileWritesAreDoneRefuseNoRecord(String way) {
    AtomicBoolean down = new AtomicBoolean(true);
    emulator
        .faults()
        .always(ways().get(way), method("GET").and(table(TABLE)).and(request -> down.get()));
    TaskDriver driver = driver(Map.of("write.max.server.errors", "2"));
    emulator.insert(TABLE, Map.of("sys_id", ID, "u_seq", "-1"));
    // There is nothing to delete or to change: whether there is must be read.
    driver.put(
        IntStream.range(0, 40)
            .mapToObj(n -> n % 2 == 0 ? delete(P0, n, id(n)) : record(P0, n, id(n)))
            .toList());
    for (int offset = 0; offset < 60; offset++) {
      driver.put(record(P1, offset, ID, Map.of("u_seq", offset)));
      driver.drain(P1);
    }
    assertThat(driver.context.dead).isEmpty();
    assertThat(driver.commit().get(P0)).isZero();
    down.set(false);
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.count(TABLE)).isEqualTo(21);
  }

  @Test
  void revokedPartitionIsNotReadForAnyMore() {
    emulator.insert(TABLE, Map.of("sys_id", ID, "u_seq", "-1"));
    emulator.faults().always(Fault.unavailable(), ROWS);
    TaskDriver driver = driver(Map.of("write.method", "insert", "write.max.server.errors", "0"));
    driver.put(record(P0, 0, ID), record(P1, 0, id(0)));
    driver.drain(P1);
    await().until(() -> reads(ID) > 8);
    driver.lose(P0);
    long before = reads(ID);
    for (int offset = 1; offset < 30; offset++) {
      driver.put(record(P1, offset, id(offset)));
      driver.drain(P1);
    }
    assertThat(reads(ID)).as("one may have been on its way").isLessThanOrEqualTo(before + 1);
    assertThat(driver.context.dead).isEmpty();
  }

  private long reads(String id) {
    return emulator
        .requests()
        .matching(request -> request.method().equals("GET") && request.toString().contains(id))
        .size();
  }

  /** In the middle of reads of single rows. */
  @Test
  void rateLimitOfAnHourRefusesNothingAndIsKeptTo() {
    emulator.faults().always(Fault.unavailable(), ROWS);
    AtomicBoolean limited = new AtomicBoolean();
    emulator.faults().always(Fault.tooManyRequests(Duration.ofHours(1)), request -> limited.get());
    TaskDriver driver = driver(Map.of("write.method", "insert", "write.max.server.errors", "1000"));
    driver.put(record(P0, 0, ID), record(P1, 0, id(0)));
    driver.drain(P1);
    await().until(() -> reads(ID) > 8);
    limited.set(true);
    await()
        .until(() -> !emulator.requests().matching(request -> request.status() == 429).isEmpty());
    driver.put(record(P1, 1, id(1)));
    long before = emulator.requests().count();
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              driver.put();
              // Those that were on their way when it was said.
              return emulator.requests().count() <= before + 8;
            });
    assertThat(driver.context.dead).isEmpty();
    Instant begin = Instant.now();
    driver.lose(P0);
    assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"504", "dropped", "silent"})
  void fiftyRowsOfAThousandCostLittle(String way) {
    RequestMatcher ill =
        table(TABLE)
            .and(method("GET"))
            .and(
                request ->
                    request.path().contains("/f00000")
                        || request.parameter("sysparm_query").contains("f00000"));
    emulator.faults().always(ways().get(way), ill);
    TaskDriver driver =
        driver(Map.of("write.method", "insert", "servicenow.request.timeout.ms", "200"));
    List<SinkRecord> well = new ArrayList<>();
    List<SinkRecord> sick = new ArrayList<>();
    for (int n = 0; n < 1_000; n++) {
      boolean isIll = n % 20 == 10;
      String id = isIll ? "f00000" + "%026x".formatted(n) : id(n);
      (isIll ? sick : well).add(record(isIll ? P0 : P1, (isIll ? sick : well).size(), id));
    }
    Instant begin = Instant.now();
    int next = 0;
    for (int n = 0; n < 950; n += 95) {
      driver.awaitRoom();
      List<SinkRecord> some = new ArrayList<>(well.subList(n, n + 95));
      some.addAll(sick.subList(next, next + 5));
      next += 5;
      driver.put(some);
    }
    driver.drain(P1);
    Duration through = Duration.between(begin, Instant.now());
    driver.drain();
    assertThat(through).isLessThan(Duration.ofSeconds(60));
    assertThat(driver.context.dead).hasSize(50);
    assertThat(emulator.count(TABLE)).isEqualTo(950);
    assertThat(emulator.requests().count()).isLessThan(950 + 1_000 + 50 * 10 + 200);
  }
}
