/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.ServiceNowEmulator;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code id.mode=server}, against an emulator. */
class ServerIdsTest {

  private static final String TABLE = "u_order";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final String ID = "0123456789abcdef0123456789abcdef";

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;

  ServerIdsTest() {
    emulator.table(
        TABLE, ColumnDefinition.col("u_seq", "integer"), ColumnDefinition.col("u_name", "string"));
  }

  private TaskDriver driver(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("id.mode", "server");
    all.put("servicenow.request.timeout.ms", "1000");
    return bed.add(new TaskDriver(emulator, true, all).assign(P0));
  }

  private static SinkRecord record(long offset, Object key) {
    return new SinkRecord("orders", 0, null, key, null, Map.of("u_seq", offset), offset);
  }

  private List<RecordedRequest> posts() {
    return emulator.requests().matching(request -> request.method().equals("POST"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "batch"})
  void instanceChoosesTheIdsOfRowsWithoutOne(String api) {
    emulator.switches().honourSysIds(false);
    TaskDriver driver = driver(Map.of("write.api", api));
    driver.put(record(0, "C-1"), record(1, "C-1"), record(2, null));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.rows(TABLE)).hasSize(3);
    assertThat(posts()).noneMatch(request -> request.body().contains("sys_id\""));
  }

  @Test
  void recordWithAnIdIsTreatedAsWithSysId() {
    emulator.insert(TABLE, Map.of("sys_id", ID, "u_seq", "-1"));
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, ID));
    driver.drain();
    assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "0");
    assertThat(posts()).isEmpty();
  }

  static Stream<Fault> unknownOutcomes() {
    return Stream.of(
        Fault.cancelledButWritten(),
        Fault.transactionCancelled(),
        Fault.cutAfterCommit(),
        Fault.cutBeforeCommit(),
        Fault.cutInBody(),
        Fault.noAnswerButWritten(Duration.ofSeconds(3)),
        Fault.badGateway(),
        Fault.hibernating(),
        Fault.nullBody(),
        Fault.dropped());
  }

  @ParameterizedTest
  @MethodSource("unknownOutcomes")
  void createOfUnknownOutcomeIsNotSentAgainAndItsDeadLetterSaysSo(Fault fault) {
    emulator.faults().next(1, fault, method("POST"));
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, "C-1"));
    driver.drain();
    await().untilAsserted(() -> assertThat(posts()).hasSize(1));
    assertThat(driver.context.dead).hasSize(1);
    assertThat(driver.context.dead.get(0).error())
        .isInstanceOf(OutcomeUnknownException.class)
        .hasMessageContainingAll(
            "offset 0", "insert of u_order", "may have been written", "not sent again");
  }

  @Test
  void createThatWasThrottledIsSentAgain() {
    emulator.faults().next(2, Fault.tooManyRequestsWithoutHeaders(), method("POST"));
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, "C-1"));
    driver.drain();
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.rows(TABLE)).hasSize(1);
    assertThat(posts()).hasSize(3);
  }

  @Test
  void refusedCreateIsOneThatWasNotMade() {
    emulator.refuseWrites(TABLE, row -> true, "Data Policy Exception: X");
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, "C-1"));
    driver.drain();
    assertThat(driver.context.dead.get(0).error())
        .isExactlyInstanceOf(RefusedRecordException.class)
        .hasMessageContaining("Data Policy Exception: X");
  }

  @Test
  void repeatOfAnEventThatMayBeWrittenIsDropped() {
    emulator.faults().next(1, Fault.cutAfterCommit(), method("POST"));
    TaskDriver driver = driver(Map.of("idempotency.key.path", "u_name"));
    for (int offset = 0; offset < 2; offset++) {
      driver.put(
          new SinkRecord("orders", 0, null, null, null, Map.of("u_name", "event-1"), offset));
      driver.drain();
    }
    assertThat(emulator.rows(TABLE)).hasSize(1);
    assertThat(driver.context.dead).hasSize(1);
  }
}
