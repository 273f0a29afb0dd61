/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.connect.Version;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task's log says while all is well, and that it does not say it again and again. */
@Timeout(60)
class SourceTaskLogTest {

  private static final Pattern LINE =
      Pattern.compile(".*(INFO|WARN|ERROR) io\\.snbridge\\.source\\.\\S+ - (.*)");

  private final EmulatorClock clock = EmulatorClock.manual(Instant.parse("2026-03-01T12:00:00Z"));
  private final Map<String, String> config = new HashMap<>();
  private ServiceNowEmulator instance;
  private Connect connect;

  @BeforeEach
  void start() {
    instance = ServiceNowEmulator.builder().port(0).credentials("u", "S3CRET").clock(clock).start();
    for (String table : List.of("incident", "problem")) {
      instance.table(table, ColumnDefinition.col("number", "string"));
      for (int i = 0; i < 25; i++) {
        instance.insert(table, Map.of("number", "N" + i));
      }
    }
    clock.advance(Duration.ofMinutes(1));
    config.putAll(
        Map.of(
            "servicenow.url", instance.url().toString(),
            "servicenow.username", "u",
            "servicenow.password", "S3CRET",
            "servicenow.retry.initial.backoff.ms", "1",
            "servicenow.retry.max.backoff.ms", "2",
            "tables", "incident,problem",
            "table.problem.query", "number!=N7",
            "topic.prefix", "sn",
            "schema.mode", "none",
            "poll.interval.ms", "20"));
    config.put("lookback.ms", "0"); // the clock is set in leaps
    connect = new Connect(config);
  }

  @AfterEach
  void stop() {
    connect.close();
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

  @Test
  void infoTellsTheLifeCycleOnceAndNothingWhileTablesAreIdle() throws Exception {
    config.put("configuration.fingerprint", "0f8c4e5b52a54f0e");
    List<String> lines;
    try (LogText log = new LogText()) {
      ServiceNowSourceTask task = connect.start();
      connect.pollUntil(task, kafka -> kafka.records == 49);
      long asked = instance.requests().count();
      pollUntil(task, () -> instance.requests().count() >= asked + 10);
      task.stop();
      task.stop();
      lines = lines(log);
      assertThat(log.text()).doesNotContain("S3CRET");
    }
    assertThat(lines.subList(0, 3))
        .containsExactly(
            "INFO Reads tables 'incident', 'problem' of "
                + instance.url()
                + " with basic authentication of user 'u', 4 requests at a time, no rate limit; version "
                + Version.version()
                + ", configuration 0f8c4e5b52a54f0e",
            "INFO Table 'incident': incident to topic 'sn.incident' every 20 ms, all columns,"
                + " snapshot.mode=initial, schema.mode=none, output.format=record, key.mode=sys_id,"
                + " deletes=none",
            "INFO Table 'problem': problem?number!=N7 to topic 'sn.problem' every 20 ms, all"
                + " columns, snapshot.mode=initial, schema.mode=none, output.format=record,"
                + " key.mode=sys_id, deletes=none");
    for (String table : List.of("incident", "problem")) {
      String rows = table.equals("incident") ? "25" : "24";
      assertThat(lines.subList(3, lines.size()).stream().filter(line -> line.contains(table)))
          .satisfiesExactlyInAnyOrder(
              line ->
                  matches(
                      line,
                      "INFO Table '%s': the snapshot begins; changes since 2026-03-01"
                          + " 12:0\\d:\\d\\d will follow",
                      table),
              line ->
                  matches(
                      line,
                      "INFO Table '%s': snapshot read to the end: "
                          + rows
                          + " rows in .*, \\d+ rows/s",
                      table),
              line ->
                  matches(
                      line,
                      "INFO Table '%s': snapshot complete: "
                          + rows
                          + " rows read, ServiceNow counts "
                          + rows
                          + ", of which 0 are hidden from the user",
                      table),
              line -> matches(line, "INFO Table '%s': Kafka has the whole snapshot", table),
              line ->
                  matches(
                      line,
                      "INFO Table '%s': changes are read from 2026-03-01 12:0\\d:\\d\\d",
                      table),
              line ->
                  matches(
                      line,
                      "INFO Table '%s': "
                          + rows
                          + " records were passed to Connect, changes were read up to 2026-03-01"
                          + " 12:0\\d:\\d\\d",
                      table));
    }
    assertThat(lines).hasSize(3 + 2 * 6 + 1);
    assertThat(lines)
        .last()
        .asString()
        .matches(
            "INFO Stopped after \\d+ (ms|s): \\d+ requests, 0 retried, 0 throttled \\(held for 0"
                + " ms\\)");
  }

  private boolean saysWhereChangesBegin(String line) {
    return line.contains("changes are read from");
  }

  /** While the instance's clock goes on, or there would be nothing to ask for. */
  private void pollUntil(ServiceNowSourceTask task, BooleanSupplier done) throws Exception {
    while (!done.getAsBoolean()) {
      clock.advance(Duration.ofSeconds(1));
      connect.pollUntilRead(task, "incident");
    }
  }

  private static void matches(String line, String pattern, String table) {
    assertThat(line).matches(pattern.formatted(table));
  }

  @Test
  void whereEachTableGoesOnFromIsTold() throws Exception {
    // Positions of settled rows say which.
    config.put("settle.mode", "wait");
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.records == 49);
    clock.advance(Duration.ofSeconds(30));
    String changed = instance.insert("incident", Map.of("number", "new"));
    pollUntil(task, () -> connect.records == 50);
    task.stop();
    try (LogText log = new LogText()) {
      connect.runUntil(
          kafka -> lines(log).stream().filter(this::saysWhereChangesBegin).count() == 2);
      assertThat(lines(log))
          .anyMatch(
              line ->
                  line.matches(
                      "INFO Table 'incident': changes are read from 2026-03-01 12:01:\\d\\d, after"
                          + " row "
                          + changed))
          .anyMatch(
              line ->
                  line.startsWith(
                      "INFO Table 'problem': Kafka has the whole snapshot, and nothing has changed"
                          + " since until 2026-03-01 12:01:"))
          .noneMatch(line -> line.contains("incident': the snapshot"));
    }
  }

  @Test
  void troubleThatComesAgainIsWarnedOfOnceAndItsEndToldOnce() throws Exception {
    config.put("tables", "incident");
    config.remove("table.problem.query");
    try (LogText log = new LogText()) {
      ServiceNowSourceTask task = connect.start();
      connect.pollUntil(task, kafka -> kafka.records == 25);
      for (int i = 0; i < 5; i++) {
        long before = instance.faults().injected();
        instance
            .faults()
            // Again in a fresh session.
            .next(2, Fault.error(403, "no", "not now"), RequestMatcher.table("incident"));
        instance.faults().next(1, Fault.badGateway(), RequestMatcher.table("incident"));
        pollUntil(task, () -> instance.faults().injected() >= before + 3);
      }
      long asked = instance.requests().count();
      pollUntil(task, () -> instance.requests().count() >= asked + 2);
      task.stop();
      assertThat(lines(log).stream().filter(line -> line.startsWith("WARN")))
          .singleElement()
          .asString()
          .contains("Table 'incident': ", "403", "It is requested again", "the task fails in");
      assertThat(lines(log).stream().filter(line -> line.contains("answered again after")))
          .hasSize(1);
      assertThat(
              log.text()
                  .lines()
                  .filter(line -> line.contains("WARN") && line.contains("will retry in")))
          .hasSize(1);
    }
  }
}
