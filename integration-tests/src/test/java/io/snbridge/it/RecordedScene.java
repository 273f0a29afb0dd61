/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;
import static io.snbridge.emulator.TableDefinition.table;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.source.ServiceNowSourceTask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;

/** One incident in an instance whose clock stands still, and a source task that reads it. */
final class RecordedScene implements AutoCloseable {

  static final String INCIDENT = "9c573169c611228700193229fff72400";
  static final String CALLER = "681ccaf9c0a8016400b98a06818d57c7";

  private final EmulatorClock clock = EmulatorClock.manual(Instant.parse("2026-01-20T17:16:48Z"));
  final ServiceNowEmulator instance =
      ServiceNowEmulator.builder().port(0).credentials("u", "p").clock(clock).start();
  private final ServiceNowSourceTask task = new ServiceNowSourceTask();

  /**
   * @param settings on top of what a task needs
   */
  RecordedScene(Map<String, String> settings) {
    instance.defineTable(
        table("sys_user", col("name", "string"), col("email", "string")).displayedBy("name"));
    instance.table(
        "incident",
        col("number", "string"),
        col("short_description", "string"),
        col("active", "boolean"),
        col("priority", "integer").withChoices("2", "2 - High", "3", "3 - Moderate"),
        reference("caller_id", "sys_user"),
        reference("assigned_to", "sys_user"),
        col("opened_at", "glide_date_time"),
        col("calendar_duration", "glide_duration"),
        col("u_cost", "currency"),
        col("u_review_on", "glide_date"));
    instance.insert(
        "sys_user",
        Map.of("sys_id", CALLER, "name", "Abel Tuter", "email", "abel.tuter@example.com"));
    instance.insert(
        "incident",
        Map.of(
            "sys_id", INCIDENT,
            "number", "INC0010002",
            "short_description", "VPN does not connect",
            "active", "true",
            "priority", "2",
            "caller_id", CALLER,
            "opened_at", "2026-01-19 08:30:00",
            "calendar_duration", "1970-01-02 04:23:17",
            "u_cost", "12.5",
            "u_review_on", "2026-02-01"));
    Map<String, String> config = new HashMap<>();
    config.put("name", "source-incidents");
    config.put("servicenow.url", instance.url().toString());
    config.put("servicenow.username", "u");
    config.put("servicenow.password", "p");
    config.put("tables", "incident");
    config.put("lookback.ms", "0"); // the clock is set in leaps
    config.put("poll.interval.ms", "20");
    config.putAll(settings);
    task.initialize(EmptyContext.of(SourceTaskContext.class));
    clock.advance(Duration.ofMinutes(1));
    task.start(config);
  }

  /** The next records, which Kafka then has. */
  List<SourceRecord> next(int count) throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    while (records.size() < count) {
      List<SourceRecord> page = task.poll();
      if (page != null) {
        records.addAll(page);
        page.forEach(record -> task.commitRecord(record, null));
      }
    }
    return records;
  }

  /** The incident changes, and some minutes pass. */
  void update(Map<String, String> values) {
    instance.update("incident", INCIDENT, values);
    clock.advance(Duration.ofMinutes(5));
  }

  /** The incident is deleted, and some minutes pass. */
  void delete() {
    instance.delete("incident", INCIDENT);
    clock.advance(Duration.ofMinutes(5));
  }

  @Override
  public void close() {
    task.stop();
    instance.close();
  }
}
