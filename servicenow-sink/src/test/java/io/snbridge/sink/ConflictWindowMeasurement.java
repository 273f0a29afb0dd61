/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Measures how long what {@code newest_wins} saw is old when its row is written: the numbers of
 * docs/guides/conflicts.md.
 */
final class ConflictWindowMeasurement {

  private static final int ROWS = 2000;

  private ConflictWindowMeasurement() {}

  public static void main(String[] arguments) throws JMException {
    for (String api : List.of("table", "batch")) {
      for (int latency : new int[] {0, 0, 100}) { // The first one warms up.
        measure(api, Duration.ofMillis(latency));
      }
    }
  }

  private static void measure(String api, Duration latency) throws JMException {
    try (ServiceNowEmulator emulator =
        ServiceNowEmulator.builder()
            .port(0)
            .credentials("u", "p")
            .recordedRequests(30_000)
            .start()) {
      emulator.table("u_order", ColumnDefinition.col("u_name", "string"));
      for (int row = 0; row < ROWS; row++) {
        emulator.insert("u_order", Map.of("sys_id", "%032x".formatted(row), "u_name", "old"));
      }
      if (!latency.isZero()) {
        emulator.faults().fraction(1, Fault.latency(latency), RequestMatcher.any());
      }
      TopicPartition partition = new TopicPartition("orders", 0);
      Map<String, String> settings =
          Map.of(
              "name", "window",
              "write.api", api,
              "unknown.columns", "ignore",
              "invalid.values", "ignore",
              "conflict.policy", "newest_wins");
      try (TaskDriver driver = new TaskDriver(emulator, true, settings).assign(partition)) {
        long began = System.nanoTime();
        List<SinkRecord> records = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
          records.add(record(row));
          if (records.size() == 500) {
            driver.put(records);
            records.clear();
            driver.drain();
          }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        print(api, latency, seconds, emulator.requests().all());
      }
    }
  }

  private static SinkRecord record(int row) {
    return new SinkRecord(
        "orders",
        0,
        null,
        "%032x".formatted(row),
        null,
        Map.of("u_name", "new"),
        row,
        Instant.now().plusSeconds(60).toEpochMilli(),
        TimestampType.CREATE_TIME);
  }

  private static void print(
      String api, Duration latency, double seconds, List<RecordedRequest> requests)
      throws JMException {
    Map<String, Instant> seen = new HashMap<>();
    for (RecordedRequest request : requests) {
      if (request.query().startsWith("sys_idIN")) {
        for (String id : request.query().substring("sys_idIN".length()).split(",", -1)) {
          seen.put(id, request.end());
        }
      }
    }
    LongSummaryStatistics gaps =
        requests.stream()
            .filter(request -> request.method().equals("PATCH"))
            .mapToLong(
                request ->
                    Duration.between(
                            seen.get(request.path().substring(request.path().length() - 32)),
                            request.start())
                        .toMillis())
            .summaryStatistics();
    ObjectName bean = new ObjectName("kafka.connect:type=plugins,connector=window,task=0");
    var server = ManagementFactory.getPlatformMBeanServer();
    System.out.printf(
        "%s, %d ms: %.0f writes/s, %.2f requests a write, read's answer to PATCH's arrival %.1f ms, at most %d; window %.1f ms, at most %s%n",
        api,
        latency.toMillis(),
        ROWS / seconds,
        requests.size() / (double) ROWS,
        gaps.getAverage(),
        gaps.getMax(),
        (double) server.getAttribute(bean, "conflict-window-ms-avg"),
        server.getAttribute(bean, "conflict-window-ms-max"));
  }
}
