/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.config.ConfigFingerprint;
import io.snbridge.common.connect.Version;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What became of records: in the report topic and on the dead letter. */
class ReportsTest {

  private static final String ID = "0123456789abcdef0123456789abcdef";
  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final String REFUSED = "Data Policy Exception: not this text";

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
  private final CountDownLatch metadata = new CountDownLatch(1);
  private volatile boolean blocks;
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
        @Override
        public synchronized Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> report, Callback callback) {
          if (blocks) {
            try {
              metadata.await();
            } catch (InterruptedException e) {
              throw new InterruptException(e);
            }
          }
          return super.send(report, callback);
        }
      };
  private final TaskDriver driver;
  private final List<TaskDriver> others = new ArrayList<>();

  ReportsTest() {
    emulator.table("u_order", ColumnDefinition.col("u_name", "string"));
    emulator.refuseWrites("u_order", row -> "refused".equals(row.get("u_name")), REFUSED);
    driver = start(true);
  }

  private TaskDriver start(boolean deadLetters) {
    return start(deadLetters, Map.of());
  }

  private TaskDriver start(boolean deadLetters, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(Map.of("report.topic", "outcomes"));
    settings.putAll(more);
    settings.values().removeIf(Objects::isNull);
    settings.put("report.producer.bootstrap.servers", "127.0.0.1:1");
    settings.put("report.producer.linger.ms", "7");
    return new TaskDriver(
            emulator,
            deadLetters,
            settings,
            configured -> {
              assertThat(configured)
                  .containsEntry("bootstrap.servers", "127.0.0.1:1")
                  .containsEntry("linger.ms", "7");
              return producer;
            })
        .assign(P0);
  }

  @AfterEach
  void close() {
    others.forEach(TaskDriver::close);
    driver.close();
    assertThat(producer.closed()).isTrue();
    emulator.close();
  }

  private static SinkRecord record(long offset, Object value) {
    return new SinkRecord("orders", 0, null, ID, null, value, offset);
  }

  private List<String> reports() {
    return producer.history().stream()
        .map(sent -> new String(sent.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private void awaitReports(int count) {
    await()
        .untilAsserted(
            () -> {
              driver.put();
              assertThat(producer.history()).hasSize(count);
            });
  }

  @Test
  void everyWriteIsReportedAndItsOffsetWaitsForTheReport() {
    driver.put(record(0, Map.of("u_name", "n")));
    awaitReports(1);
    assertThat(emulator.rows("u_order")).hasSize(1);
    assertThat(driver.lag()).as("written, and not reported").isEqualTo(1);
    assertThat(producer.completeNext()).isTrue();
    assertThat(driver.lag()).isZero();

    assertThat(producer.history().get(0).topic()).isEqualTo("outcomes");
    assertThat(producer.history().get(0).key()).asString().isEqualTo(ID);
    assertThat(reports().get(0))
        .matches(
            "\\{\"outcome\":\"success\",\"operation\":\"upsert\",\"table\":\"u_order\",\"sys_id\":\""
                + ID
                + "\",\"topic\":\"orders\",\"partition\":0,\"offset\":0,\"correlation_id\":\"[-0-9a-f]{36}\",\"time\":\"[-0-9T:.]+Z\",\"connector\":\"unnamed\","
                + "\"task\":\"0\",\"version\":\"[^\"]+\",\"instance\":\"127.0.0.1\","
                + "\"auth\":\"basic\",\"user\":\"u\"}");
  }

  @Test
  void reportSaysWhichTaskWroteWithWhichConfiguration() {
    ServiceNowSinkConnector connector = new ServiceNowSinkConnector();
    Map<String, String> configured = new HashMap<>(TaskDriver.settings(emulator));
    configured.put("name", "orders-sink");
    connector.start(configured);
    String fingerprint = ConfigFingerprint.of(configured);

    reported(connector.taskConfigs(3).get(2), 1);

    assertThat(reports().get(0))
        .contains(
            "\"connector\":\"orders-sink\",\"task\":\"2\",\"version\":\"" + Version.version(),
            "\"configuration\":\"" + fingerprint + "\"",
            "\"user\":\"u\"");
  }

  @Test
  void refusedRecordIsReportedWithWhatServiceNowSaid() {
    driver.put(record(0, Map.of("u_name", "refused")), record(1, Map.of("a", Map.of("b", 1))));
    awaitReports(2);
    assertThat(driver.lag()).isEqualTo(2);
    assertThat(driver.context.dead).as("the dead letter does not wait for the report").hasSize(2);
    producer.completeNext();
    producer.completeNext();
    assertThat(driver.lag()).isZero();

    String byServiceNow = report("\"offset\":0");
    assertThat(byServiceNow)
        .contains(
            "\"outcome\":\"failure\"",
            "\"operation\":\"upsert\"",
            "\"status\":403",
            "\"message\":\"Operation Failed\"",
            REFUSED)
        .doesNotContain("refused\"}");
    String byTheConnector = report("\"offset\":1");
    assertThat(byTheConnector)
        .contains("\"outcome\":\"failure\"", "Field 'a' is nested")
        .doesNotContain("\"status\"", "\"sys_id\"");
    for (FakeContext.Dead dead : driver.context.dead) {
      String report = report("\"offset\":" + dead.record().kafkaOffset());
      String id = report.replaceAll(".*\"correlation_id\":\"([-0-9a-f]{36})\".*", "$1");
      assertThat(dead.error().getMessage()).contains(id);
    }
  }

  @ParameterizedTest
  @CsvSource({"outcomes, outcomes", "'',"})
  void refusedRecordsHaveAReportTopicOfTheirOwn(String topic, String ofWritten) {
    Map<String, String> settings = new HashMap<>(Map.of("report.failure.topic", "failures"));
    if (topic.isEmpty()) {
      settings.put("report.topic", null);
    }
    TaskDriver task = start(true, settings);
    others.add(task);
    task.put(record(0, Map.of("u_name", "n")), record(1, Map.of("u_name", "refused")));
    int reports = ofWritten == null ? 1 : 2;
    await()
        .untilAsserted(
            () -> {
              task.put();
              assertThat(producer.history()).hasSize(reports);
            });
    assertThat(task.lag()).as("nothing is committed before Kafka has the report").isPositive();
    for (int i = 0; i < reports; i++) {
      assertThat(producer.completeNext()).isTrue();
    }
    await().untilAsserted(() -> assertThat(task.lag()).isZero());

    Map<String, String> topics =
        producer.history().stream()
            .collect(
                Collectors.toMap(
                    sent ->
                        new String(sent.value(), StandardCharsets.UTF_8)
                            .replaceAll(".*\"outcome\":\"([a-z_]+)\".*", "$1"),
                    ProducerRecord::topic));
    assertThat(topics.remove("failure")).isEqualTo("failures");
    assertThat(topics).isEqualTo(ofWritten == null ? Map.of() : Map.of("success", ofWritten));
  }

  private String report(String part) {
    return reports().stream().filter(report -> report.contains(part)).findFirst().orElseThrow();
  }

  @Test
  void reportThatCannotBeWrittenFailsTheTaskAndHoldsTheOffset() {
    driver.put(record(0, Map.of("u_name", "n")));
    awaitReports(1);
    producer.errorNext(new TimeoutException("Topic outcomes not present in metadata"));
    assertThatThrownBy(
            () ->
                await()
                    .until(
                        () -> {
                          driver.put();
                          return false;
                        }))
        .isInstanceOf(ConnectException.class)
        .message()
        .contains("'outcomes'", "report.topic", "not present in metadata");
    assertThat(driver.lag()).isEqualTo(1);
  }

  @Test
  void producerThatWaitsForTheBrokersHoldsUpNoWrite() {
    blocks = true;
    driver.put(record(0, Map.of("u_name", "a")));
    await().untilAsserted(() -> assertThat(emulator.rows("u_order")).hasSize(1));
    driver.put(record(1, Map.of("u_name", "b")));
    await()
        .untilAsserted(
            () -> {
              driver.put();
              assertThat(emulator.rows("u_order").get(0)).containsEntry("u_name", "b");
            });
    assertThat(driver.lag()).isEqualTo(2);
    metadata.countDown();
    awaitReports(2);
    producer.completeNext();
    producer.completeNext();
    assertThat(driver.lag()).isZero();
  }

  @Test
  void reportHasTheIdOfTheRowThatWasFoundOrThatTheInstanceChose() {
    emulator.switches().honourSysIds(false);
    String found = emulator.insert("u_order", Map.of("u_name", "n"));
    reported(Map.of("id.mode", "lookup", "id.lookup.fields", "u_name"), 1);
    assertThat(reports().get(0)).contains("\"sys_id\":\"" + found + "\"");
    reported(Map.of("id.mode", "server"), 2);
    assertThat(reports().get(1))
        .containsPattern("\"sys_id\":\"[0-9a-f]{32}\"")
        .doesNotContain(found);
    assertThat(emulator.rows("u_order"))
        .hasSize(2)
        .anyMatch(row -> reports().get(1).contains(row.get("sys_id")));
    emulator.faults().next(1, Fault.badGateway(), RequestMatcher.method("POST"));
    reported(Map.of("id.mode", "server"), 3);
    assertThat(reports().get(2))
        .contains("\"outcome\":\"failure\"", "\"may_be_written\":true")
        .doesNotContain("\"sys_id\"");
  }

  private void reported(Map<String, String> settings, int reports) {
    // Closed at the end: all have one producer.
    TaskDriver other = start(true, settings);
    others.add(other);
    other.put(new SinkRecord("orders", 0, null, null, null, Map.of("u_name", "n"), 0));
    await()
        .untilAsserted(
            () -> {
              other.put();
              assertThat(producer.history()).hasSize(reports);
            });
  }

  @Test
  void refusalWithoutADeadLetterQueueIsReportedToo() {
    TaskDriver fails = start(false);
    try {
      fails.put(record(0, Map.of("u_name", "refused")));
      assertThatThrownBy(
              () ->
                  await()
                      .until(
                          () -> {
                            fails.put();
                            return false;
                          }))
          .isInstanceOf(ConnectException.class)
          .message()
          .contains("Topic 'orders', partition 0, offset 0", REFUSED);
      await().untilAsserted(() -> assertThat(producer.history()).hasSize(1));
      assertThat(fails.lag()).isEqualTo(1);
    } finally {
      fails.close();
    }
  }
}
