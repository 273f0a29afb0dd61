/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static io.snbridge.emulator.RequestMatcher.queryContaining;
import static io.snbridge.emulator.RequestMatcher.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.http.Answer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two tables of one task, one of which is in trouble. */
class IsolatedTablesTest {

  private static final TopicPartition ILL = new TopicPartition("ill", 0);
  private static final TopicPartition WELL = new TopicPartition("well", 0);
  private static final Map<String, String> LOOKUP =
      Map.of("id.mode", "lookup", "id.lookup.fields", "u_name");
  private static final Duration LONG = Duration.ofSeconds(30);

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;

  IsolatedTablesTest() {
    for (String table : List.of("u_ill", "u_well")) {
      emulator.table(
          table,
          ColumnDefinition.col("u_name", "string"),
          ColumnDefinition.col("u_seq", "integer"));
    }
  }

  private TaskDriver driver(Map<String, String> settings, TopicPartition... partitions) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("topic.table.map", "ill:u_ill,well:u_well");
    return bed.add(new TaskDriver(emulator, true, all).assign(partitions));
  }

  private static SinkRecord record(TopicPartition partition, long offset) {
    return new SinkRecord(
        partition.topic(),
        partition.partition(),
        null,
        "%032x".formatted(offset),
        null,
        Map.of("u_name", "n" + offset, "u_seq", offset),
        offset);
  }

  private static List<SinkRecord> records(TopicPartition partition, int count) {
    return Stream.iterate(0, i -> i + 1).limit(count).map(i -> record(partition, i)).toList();
  }

  static Stream<Arguments> troubles() {
    RequestMatcher ill = table("u_ill");
    Fault quota = Fault.transactionCancelled();
    return Stream.of(
        Arguments.of("slow writes", Map.of(), Fault.noAnswer(LONG), ill),
        Arguments.of("slow lookups", LOOKUP, Fault.noAnswer(LONG), ill.and(method("GET"))),
        Arguments.of("failing lookups", LOOKUP, quota, ill.and(method("GET"))),
        Arguments.of("failing writes", Map.of(), quota, ill),
        Arguments.of(
            "a silent dictionary",
            Map.of(),
            Fault.noAnswer(LONG),
            table("sys_db_object").and(queryContaining("name=u_ill"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("troubles")
  void tableInTroubleStopsNoOther(
      String what, Map<String, String> settings, Fault fault, RequestMatcher requests) {
    TaskDriver driver = driver(settings, ILL, WELL);
    driver.put(record(WELL, 0));
    driver.drain();
    emulator.faults().always(fault, requests);
    driver.put(records(ILL, 900));
    assertThat(driver.context.paused).containsExactly(ILL);
    driver.put(records(WELL, 300));
    driver.drain(WELL);
    assertThat(emulator.count("u_well")).isEqualTo(300);
    assertThat(emulator.count("u_ill")).isZero();
    assertThat(driver.context.dead).isEmpty();
  }

  /** Many rows cannot be asked for at once, and no single one is answered for. */
  @Test
  void readsOfSingleRowsThatAreNotAnsweredStopNoOtherTable() {
    RequestMatcher reads = table("u_ill").and(method("GET"));
    emulator
        .faults()
        .always(
            Fault.error(403, "User Not Authorized", "no queries"),
            reads.and(queryContaining("sys_idIN")));
    emulator.faults().always(Fault.noAnswer(LONG), reads);
    TaskDriver driver = driver(Map.of("write.method", "insert"), ILL, WELL);
    // A slot is kept for a table that has had records.
    driver.put(record(WELL, 0));
    driver.drain();
    driver.put(records(ILL, 900));
    assertThat(driver.context.paused).containsExactly(ILL);
    driver.put(records(WELL, 300));
    driver.drain(WELL);
    assertThat(emulator.count("u_well")).isEqualTo(300);
    assertThat(emulator.count("u_ill")).isZero();
  }

  @Test
  void keysThatTheQuotaIsTooShortForTogetherAreLookedUpInParts() {
    emulator
        .faults()
        .always(
            Fault.transactionCancelled(),
            table("u_well")
                .and(method("GET"))
                .and(request -> request.parameter("sysparm_query").split(",").length > 5));
    TaskDriver driver = driver(LOOKUP, WELL);
    driver.putAll(records(WELL, 200), 200);
    assertThat(emulator.count("u_well")).isEqualTo(200);
    assertThat(driver.context.dead).isEmpty();
  }

  /** Where no header counts, each page is followed by a count, which has a quota of its own. */
  @Test
  void countOfKeysThatTheQuotaIsTooShortForTogetherIsAskedForInParts() {
    emulator
        .faults()
        .always(
            Fault.custom(
                "no-count",
                (request, proceed) -> {
                  if (request.path().contains("/stats/")
                      && request.parameter("sysparm_query").split(",").length > 5) {
                    return Answer.error(
                        500, "Transaction cancelled: maximum execution time exceeded", "");
                  }
                  Answer answer = proceed.get();
                  Map<String, String> headers = new HashMap<>(answer.headers());
                  headers.remove("X-Total-Count");
                  return new Answer(answer.status(), headers, answer.body(), answer.delivery());
                }),
            method("GET"));
    TaskDriver driver = driver(LOOKUP, WELL);
    driver.putAll(records(WELL, 200), 200);
    assertThat(emulator.count("u_well")).isEqualTo(200);
    assertThat(driver.context.dead).isEmpty();
  }

  @Test
  void rowThatCannotBeLookedForIsGivenUpWhileOthersAreFound() {
    emulator
        .faults()
        .always(
            Fault.transactionCancelled(),
            table("u_well").and(method("GET")).and(queryContaining("n7")));
    TaskDriver driver = driver(LOOKUP, WELL);
    long offset = 0;
    while (driver.context.dead.isEmpty() && offset < 4_000) {
      driver.put(record(WELL, offset++));
      driver.awaitRoom();
    }
    assertThat(driver.context.dead)
        .isNotEmpty()
        .extracting(dead -> dead.error().getMessage())
        .allSatisfy(
            message -> assertThat(message).contains("write.max.server.errors", "cancelled"));
  }

  /** 1 MB records of a slow instance. */
  @Test
  void largeRecordsThatWaitTakeNoMoreThanTheirBytes() {
    emulator.faults().always(Fault.latency(Duration.ofMillis(50)), table("u_well"));
    TaskDriver driver = driver(Map.of("max.pending.bytes", "10000000"), WELL);
    String large = "x".repeat(1_000_000);
    int most = 0;
    for (int offset = 0; offset < 60; offset++) {
      driver.awaitRoom();
      driver.put(
          new SinkRecord(
              "well", 0, null, "%032x".formatted(offset), null, Map.of("u_name", large), offset));
      most = Math.max(most, offset + 1 - emulator.count("u_well"));
    }
    driver.drain();
    assertThat(most).as("records of 1 MB that are pending").isBetween(5, 11);
    assertThat(emulator.count("u_well")).isEqualTo(60);
  }
}
