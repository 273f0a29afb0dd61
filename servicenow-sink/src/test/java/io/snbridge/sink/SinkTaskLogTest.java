/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.connect.Version;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.sink.report.DeadLetters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task's log says while all is well, and that it does not say it again and again. */
@Timeout(60)
class SinkTaskLogTest {

  private static final Pattern LINE =
      Pattern.compile(".*(INFO|WARN|ERROR) io\\.snbridge\\.(?:sink|common)\\.\\S+ - (.*)");
  private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

  private final Map<String, String> settings =
      new HashMap<>(Map.of("topics", "orders", "unknown.columns", "ignore"));

  private ServiceNowEmulator instance;

  @BeforeEach
  void start() {
    instance = ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
    instance.table("u_order", ColumnDefinition.col("u_name", "string"));
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  private static List<String> lines(LogText log) {
    return log.text()
        .lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1) + " " + line.group(2))
        .toList();
  }

  private static List<SinkRecord> records(int number) {
    return IntStream.range(0, number)
        .mapToObj(
            i ->
                new SinkRecord(
                    "orders", 0, null, "%032x".formatted(i), null, Map.of("u_name", "n" + i), i))
        .toList();
  }

  @Test
  void infoTellsTheLifeCycleOnceAndNothingOfRecordsThatAreWritten() {
    settings.put("configuration.fingerprint", "0f8c4e5b52a54f0e");
    try (LogText log = new LogText()) {
      try (TaskDriver driver = new TaskDriver(instance, true, settings).assign(ORDERS)) {
        driver.put(records(100));
        driver.drain();
        driver.task.stop();
      }
      assertThat(lines(log)).hasSize(2);
      assertThat(lines(log).get(0))
          .isEqualTo(
              "INFO Writes topics 'orders' to tables '${topic}' ('orders:u_order') of "
                  + instance.url()
                  + " with basic authentication of user 'u', 8 requests at a time, no rate limit:"
                  + " write.api=table, write.method=upsert, id.mode=sys_id,"
                  + " behavior.on.null.values=delete, unknown.columns=ignore,"
                  + " conflict.policy=overwrite; version "
                  + Version.version()
                  + ", configuration 0f8c4e5b52a54f0e. Refused records go to the dead letter queue");
      assertThat(lines(log).get(1))
          .matches(
              "INFO Stopped after \\d+ (ms|s): 100 records were written, 0 refused; \\d+ requests,"
                  + " 0 retried, 0 throttled \\(held for 0 ms\\)");
    }
  }

  @Test
  void refusedRecordsAndLostAnswersAreWarnedOfOnceAMinute() {
    instance.refuseWrites("u_order", row -> row.get("u_name").endsWith("7"), "never");
    instance.faults().fraction(0.5, Fault.transactionCancelled(), method("PATCH"));
    instance.faults().next(3, Fault.tooManyRequests(Duration.ZERO), method("PATCH"));
    settings.put("write.max.server.errors", "0");
    try (LogText log = new LogText()) {
      try (TaskDriver driver = new TaskDriver(instance, true, settings).assign(ORDERS)) {
        driver.put(records(100));
        driver.drain();
        assertThat(driver.context.dead).hasSize(10);
      }
      List<String> warnings = lines(log).stream().filter(line -> line.startsWith("WARN")).toList();
      assertThat(warnings)
          .satisfiesExactlyInAnyOrder(
              line -> assertThat(line).contains("status 429", "will retry in"),
              line -> assertThat(line).contains("The outcome of the upsert of u_order/", "unknown"),
              line -> assertThat(line).contains("To the dead letter queue: Topic 'orders'"));
    }
  }

  @Test
  void refusedRecordsThatWereNotToldAreCounted() {
    AtomicLong nanos = new AtomicLong();
    DeadLetters letters =
        new DeadLetters(
            Optional.of((record, error) -> CompletableFuture.completedFuture(null)), nanos::get);
    SinkRecord record = records(1).get(0);
    try (LogText log = new LogText()) {
      for (int i = 0; i < 5; i++) {
        var unused = letters.add(record, refusal(record, "id-" + i));
      }
      nanos.addAndGet(Duration.ofMinutes(1).toNanos());
      var unused = letters.add(record, refusal(record, "id-5"));
      assertThat(lines(log))
          .containsExactly(
              "WARN To the dead letter queue: Topic 'orders', partition 0, offset 0: no [correlation id id-0]",
              "WARN To the dead letter queue: Topic 'orders', partition 0, offset 0: no [correlation id id-5] (4 more since the last such line)");
    }
  }

  private static RefusedRecordException refusal(SinkRecord record, String id) {
    return new RefusedRecordException(record, id, new DataException("no"));
  }
}
