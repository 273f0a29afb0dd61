/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.ColumnDefinition.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A task that is stopped, whatever it does, has nothing to complain of but writes that are cut. */
@Timeout(120)
class OrderlyStopTest {

  private static final TopicPartition P0 = new TopicPartition("orders", 0);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration PATIENCE = Duration.ofMillis(50);
  private static final RequestMatcher ROWS = RequestMatcher.table("u_order");
  private static final RequestMatcher TOKENS = RequestMatcher.path("/oauth_token.do");

  /** Once a minute, however many requests fail. */
  private static final String WARNED = "will retry";

  private final ServiceNowEmulator instance =
      ServiceNowEmulator.builder()
          .port(0)
          .credentials("u", "p")
          .oauthClient("id", "secret")
          .start();

  /** A stop comes when the instance was asked, and the sign was logged. */
  record Phase(String name, Fault fault, RequestMatcher where, String sign) {
    Phase(String name, Fault fault, RequestMatcher where) {
      this(name, fault, where, "");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Phase> phases() {
    return List.of(
        new Phase("request in flight", Fault.noAnswer(LONG), ROWS),
        new Phase("body half read", Fault.slowBody(LONG), ROWS),
        new Phase("retry pause", Fault.unavailable(), ROWS, WARNED),
        new Phase(
            "columns being read", Fault.noAnswer(LONG), RequestMatcher.table("sys_dictionary")),
        new Phase("token being renewed", Fault.noAnswer(LONG), TOKENS),
        new Phase("token retry pause", Fault.unavailable(), TOKENS, WARNED));
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  @ParameterizedTest
  @MethodSource("phases")
  void stopIsNoFailure(Phase phase) {
    instance.table("u_order", col("name", "string"));
    Map<String, String> settings = new HashMap<>();
    settings.put("name", "stopped");
    if (phase.where == TOKENS) {
      settings.put("servicenow.auth.type", "oauth2");
      settings.put("servicenow.oauth2.client.id", "id");
      settings.put("servicenow.oauth2.client.secret", "secret");
    }
    AtomicInteger asked = new AtomicInteger();
    instance
        .faults()
        .always(
            phase.fault, request -> phase.where.matches(request) && asked.incrementAndGet() > 0);
    for (int round = 0; round < 5; round++) {
      asked.set(0);
      try (LogText log = new LogText()) {
        TaskDriver driver =
            new TaskDriver(
                    new ServiceNowSinkTask(Connections.CONFIGURED, PATIENCE),
                    instance,
                    true,
                    settings)
                .assign(P0);
        driver.put(
            new SinkRecord(
                "orders",
                0,
                null,
                "k",
                null,
                Map.of("name", "x"),
                0,
                0L,
                TimestampType.CREATE_TIME));
        await().until(() -> asked.get() > 0 && log.text().contains(phase.sign));
        assertSilent(driver::close);
      }
    }
  }

  /** Counts how often it is closed. */
  public static final class Counting implements ConflictPolicy {

    static final AtomicInteger CLOSED = new AtomicInteger();

    @Override
    public Set<String> columns(Change change) {
      return Set.of();
    }

    @Override
    public Decision decide(Change change, Optional<CurrentRow> row) {
      return Decision.write();
    }

    @Override
    public void close() {
      CLOSED.incrementAndGet();
    }
  }

  /** Connect stops a task whose start failed, or that has stopped, once more. */
  @Test
  void whatIsStoppedTwiceIsClosedOnce() {
    Counting.CLOSED.set(0);
    TaskDriver driver =
        new TaskDriver(instance, true, Map.of("conflict.policy", Counting.class.getName()));
    driver.assign(P0).close();
    driver.task.stop();
    assertThat(Counting.CLOSED).hasValue(1);
  }

  /** What its threads say late counts, too. That writes are cut short is worth a warning. */
  private static void assertSilent(Runnable stop) {
    try (LogText log = new LogText()) {
      stop.run();
      await()
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(thread -> thread.getName().startsWith("servicenow-sink-stopped")));
      assertThat(log.text().lines())
          .filteredOn(line -> !line.contains("io.snbridge.emulator"))
          .filteredOn(line -> !line.contains("were not done after"))
          .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "))
          .noneMatch(line -> line.startsWith("\tat "));
    }
  }
}
