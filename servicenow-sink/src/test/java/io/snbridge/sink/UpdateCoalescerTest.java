/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.ServiceNowEmulator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code collapse.updates}, over real HTTP. */
class UpdateCoalescerTest {

  private static final String TABLE = "u_order";
  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final TopicPartition P1 = new TopicPartition("orders", 1);

  @RegisterExtension final SinkTestBed bed = new SinkTestBed();
  private final ServiceNowEmulator emulator = bed.emulator;
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);

  UpdateCoalescerTest() {
    emulator.table(
        TABLE,
        ColumnDefinition.col("u_seq", "integer"),
        ColumnDefinition.col("u_name", "string"),
        ColumnDefinition.col("u_dec", "decimal"),
        ColumnDefinition.col("work_notes", "journal_input"));
    emulator.insert(TABLE, Map.of("sys_id", ID, "u_name", "old"));
  }

  @AfterEach
  void close() {
    gate.countDown();
  }

  private TaskDriver driver(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("collapse.updates", "true");
    settings.put("report.topic", "outcomes");
    settings.put("report.producer.bootstrap.servers", "127.0.0.1:1");
    TaskDriver driver = new TaskDriver(emulator, true, settings, configured -> producer);
    bed.add(driver);
    driver.assign(P0, P1);
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
    driver.put(record(0, 0, Map.of("u_seq", 0)));
    await().until(() -> entered.getCount() == 0);
    return driver;
  }

  private static SinkRecord record(int partition, long offset, Map<String, ?> value) {
    return new SinkRecord("orders", partition, null, ID, null, value, offset);
  }

  private int patches() {
    return emulator.requests().matching(request -> request.method().equals("PATCH")).size();
  }

  @Test
  void updatesThatWaitAreWrittenAsOneAndEachIsConcluded() {
    TaskDriver driver = driver(Map.of());
    for (int offset = 1; offset <= 50; offset++) {
      driver.put(
          record(
              0,
              offset,
              offset == 20
                  ? Map.of("u_seq", offset, "u_name", "twenty")
                  : Map.of("u_seq", offset)));
    }
    gate.countDown();
    driver.drain();
    assertThat(emulator.row(TABLE, ID))
        .containsEntry("u_seq", "50")
        .containsEntry("u_name", "twenty");
    assertThat(patches()).isEqualTo(2);
    assertThat(producer.history())
        .hasSize(51)
        .allMatch(sent -> new String(sent.value(), UTF_8).contains("\"outcome\":\"success\""))
        .extracting(
            sent -> new String(sent.value(), UTF_8).replaceAll(".*\"offset\":(\\d+),.*", "$1"))
        .doesNotHaveDuplicates();
    assertThat(producer.history())
        .extracting(
            sent ->
                new String(sent.value(), UTF_8)
                    .replaceAll(".*\"correlation_id\":\"([^\"]+)\".*", "$1"))
        .as("each record's own")
        .doesNotHaveDuplicates();
  }

  /** Base 64 is a decimal where the source connector gave numbers, and not where all is text. */
  @Test
  void whatAValueMeansIsNotLostToTheRecordBehindIt() {
    TaskDriver driver = driver(Map.of("invalid.values", "drop"));
    String encoded =
        Base64.getEncoder()
            .encodeToString(new BigDecimal("1.5").setScale(10).unscaledValue().toByteArray());
    SinkRecord typed = record(0, 1, Map.of("u_seq", 1, "u_dec", encoded));
    typed.headers().addString("servicenow.instance", "dev").addString("servicenow.table", "x");
    driver.put(typed, record(0, 2, Map.of("u_name", "text")));
    gate.countDown();
    driver.drain();
    assertThat(emulator.row(TABLE, ID))
        .containsEntry("u_seq", "1")
        .containsEntry("u_dec", "1.5")
        .containsEntry("u_name", "text");
  }

  @Test
  void whatOneRecordIsRefusedForDoesNotRefuseTheOthers() {
    emulator.refuseWrites(TABLE, row -> "bad".equals(row.get("u_name")), "never");
    TaskDriver driver = driver(Map.of());
    driver.put(
        record(0, 1, Map.of("u_seq", 1)),
        record(0, 2, Map.of("u_seq", 2, "u_name", "bad")),
        record(0, 3, Map.of("u_seq", 3)));
    gate.countDown();
    driver.drain();
    assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "3").containsEntry("u_name", "old");
    assertThat(driver.context.dead)
        .singleElement()
        .satisfies(dead -> assertThat(dead.record().kafkaOffset()).isEqualTo(2));
    // What is refused is sent again in a fresh session.
    assertThat(
            emulator.requests().matching(request -> request.method().equals("PATCH")).stream()
                .map(RecordedRequest::body)
                .distinct())
        .as("0, all, 1, 2, 3")
        .hasSize(5);
    assertThat(producer.history()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "journal", "partition"})
  void whatMustNotBeMergedIsNot(String between) {
    TaskDriver driver = driver(Map.of());
    List<SinkRecord> records = new ArrayList<>();
    records.add(record(0, 1, Map.of("u_seq", 1)));
    switch (between) {
      case "delete" -> records.add(record(0, 2, null));
      case "journal" -> {
        records.add(record(0, 2, Map.of("work_notes", "a")));
        records.add(record(0, 3, Map.of("work_notes", "b")));
      }
      default -> records.add(record(1, 2, Map.of("u_seq", 2)));
    }
    records.add(record(0, 4, Map.of("u_name", "last")));
    driver.put(records);
    gate.countDown();
    driver.drain();
    assertThat(patches()).isEqualTo(records.size() + (between.equals("delete") ? 0 : 1));
    assertThat(emulator.row(TABLE, ID))
        .containsEntry("u_name", "last")
        .containsEntry(
            "u_seq",
            switch (between) {
              case "delete" -> "";
              case "journal" -> "1";
              default -> "2";
            });
  }

  @Test
  void revokedPartitionsTakeWhatIsMergedWithThem() {
    TaskDriver driver = driver(Map.of());
    driver.put(record(0, 1, Map.of("u_seq", 1)), record(0, 2, Map.of("u_seq", 2)));
    driver.put(record(1, 0, Map.of("u_seq", 3)));
    gate.countDown();
    driver.revoke(P0);
    driver.drain();
    assertThat(emulator.row(TABLE, ID)).containsEntry("u_seq", "3");
    assertThat(driver.context.dead).isEmpty();
  }
}
