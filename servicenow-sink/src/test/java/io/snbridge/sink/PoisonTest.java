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
import io.snbridge.emulator.ServiceNowEmulator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that nothing can be made of: each is a dead letter, and the next one is written. */
class PoisonTest {

  private static final String TABLE = "u_order";
  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final String GOOD = "f".repeat(32);
  private static final TopicPartition P0 = new TopicPartition("orders", 0);

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;

  PoisonTest() {
    emulator.table(
        TABLE,
        ColumnDefinition.col("u_seq", "integer"),
        ColumnDefinition.col("u_dec", "decimal"),
        ColumnDefinition.col("u_name", "string"));
  }

  private TaskDriver driver(Map<String, String> settings) {
    return bed.add(new TaskDriver(emulator, true, settings).assign(P0));
  }

  private static SinkRecord record(long offset, Object key, Object value) {
    return new SinkRecord("orders", 0, null, key, null, value, offset);
  }

  static Stream<Arguments> poisons() {
    Map<String, String> none = Map.of();
    return Stream.of(
        Arguments.of("digits", none, ID, "{\"u_seq\":" + "1".repeat(1_001) + "}"),
        Arguments.of("levels", none, ID, "{\"u\":" + "[".repeat(1_001) + "]".repeat(1_001) + "}"),
        Arguments.of("name", none, ID, "{\"" + "n".repeat(50_001) + "\":1}"),
        Arguments.of("text", none, ID, "{\"u_name\":\"" + "x".repeat(20_000_001) + "\"}"),
        Arguments.of("exponent", none, ID, "{\"u_dec\":1e2147483648}"),
        Arguments.of(
            "key's exponent",
            Map.of("id.mode", "derived"),
            new BigDecimal("100e2147483647"),
            Map.of("u_seq", 1)),
        Arguments.of(
            "key's digits",
            Map.of("id.mode", "derived"),
            BigInteger.ONE.shiftLeft(8_000_000),
            Map.of("u_seq", 1)),
        Arguments.of("key's depth", Map.of("id.mode", "derived"), deep(1_001), Map.of("u_seq", 1)),
        Arguments.of(
            "key that overflows the stack",
            none,
            deep(2_000_000),
            Map.of("u_seq", 1, "sys_id", ID)),
        Arguments.of("map", Map.of("nested.fields", "json"), ID, Map.of("u_name", deep(1_001))),
        Arguments.of(
            "flattened", Map.of("nested.fields", "flatten"), ID, Map.of("u_name", deep(1_001))),
        Arguments.of(
            "map that would overflow the stack",
            Map.of("nested.fields", "json"),
            ID,
            Map.of("u_name", deep(100_000))),
        Arguments.of(
            "half a character, cut", none, null, Map.of("sys_id", "\ud83d\ude00".repeat(60))));
  }

  private static Object deep(int levels) {
    Object deep = "bottom";
    for (int i = 0; i < levels; i++) {
      deep = Map.of("d", deep);
    }
    return deep;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("poisons")
  void recordThatNothingCanBeMadeOfIsADeadLetterAndTheNextIsWritten(
      String what, Map<String, String> settings, Object key, Object value) {
    TaskDriver driver = driver(settings);
    driver.put(record(0, key, value), record(1, GOOD, Map.of("u_seq", 7)));
    driver.drain();
    assertThat(driver.context.dead)
        .extracting(dead -> dead.record().kafkaOffset())
        .containsExactly(0L);
    assertThat(emulator.rows(TABLE)).extracting(row -> row.get("u_seq")).containsExactly("7");
  }

  static Stream<Arguments> namesOfColumns() {
    return Stream.of(
        Arguments.of(Map.of(), Map.of("customerID", "a", "SHORT_DESCRIPTION", "b")),
        Arguments.of(Map.of("unknown.columns", "drop"), names("u_" + "n".repeat(190), 30)),
        Arguments.of(Map.of("unknown.columns", "drop"), names("u_" + "n".repeat(218), 30)),
        Arguments.of(
            Map.of("unknown.columns", "ignore", "verify.writes", "true"), names("ñandú", 100)),
        Arguments.of(
            Map.of("unknown.columns", "ignore", "verify.writes", "true"), names("a\nb", 2)));
  }

  private static Map<String, Object> names(String name, int count) {
    Map<String, Object> fields = new HashMap<>();
    for (int i = 0; i < count; i++) {
      fields.put(name + i, "x");
    }
    return fields;
  }

  @ParameterizedTest
  @MethodSource("namesOfColumns")
  void noNameOfAFieldStopsAUserWhoMayNotReadTheDictionary(
      Map<String, String> settings, Map<String, Object> fields) {
    emulator.denyQueries("sys_dictionary");
    emulator.insert(TABLE, Map.of("sys_id", GOOD));
    TaskDriver driver = driver(settings);
    Map<String, Object> value = new HashMap<>(fields);
    value.put("u_seq", 1);
    driver.put(record(0, ID, value), record(1, GOOD, Map.of("u_seq", 7)));
    driver.drain();
    assertThat(emulator.row(TABLE, GOOD)).containsEntry("u_seq", "7");
    assertThat(driver.context.dead).isEmpty();
    assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "1");
  }

  @Test
  void thousandsThatAreRefusedAsOneAreRefusedOneByOne() {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    emulator.insert(TABLE, Map.of("sys_id", ID));
    TaskDriver driver = driver(Map.of("collapse.updates", "true", "write.method", "update"));
    // Its columns are known, so that the others may be made one, and are refused at once.
    driver.put(record(0, ID, Map.of("u_seq", 1)));
    driver.drain();
    emulator
        .faults()
        .next(
            1,
            Fault.custom(
                "gate",
                (request, proceed) -> {
                  entered.countDown();
                  try {
                    gate.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return proceed.get();
                }),
            method("PATCH"));
    driver.put(record(1, ID, Map.of("u_seq", 2)));
    await().until(() -> entered.getCount() == 0);
    List<SinkRecord> refused = new ArrayList<>();
    for (int offset = 2; offset < 3_002; offset++) {
      refused.add(record(offset, ID, Map.of("u_seq", "no number")));
    }
    driver.put(refused);
    gate.countDown();
    driver.drain();
    assertThat(driver.context.dead).hasSize(3_000);
    driver.awaitRoom();
    driver.put(record(3_002, ID, Map.of("u_seq", 9)));
    driver.drain();
    assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "9");
  }

  @Test
  void textOfARecordForgesNoLine() {
    TaskDriver driver = driver(Map.of());
    driver.put(
        record(0, null, Map.of("sys_id", "x\nERROR forged", "u_seq", 1)),
        record(1, null, Map.of("u_seq", Double.NaN, "u_name\nERROR forged", Double.NaN)),
        record(2, Map.of("a\nERROR forged", 1), Map.of("u_seq", 1)),
        record(3, ID, "{\"u_seq\":x\nERROR forged}"));
    driver.drain();
    assertThat(driver.context.dead)
        .hasSize(4)
        .allSatisfy(
            dead -> {
              for (Throwable at = dead.error(); at != null; at = at.getCause()) {
                assertThat(at.getMessage()).doesNotContain("\n");
              }
            });
  }
}
