/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** A record that is throttled, whose answer is lost, and that is refused at last. */
final class LogStoryScenario {

  private LogStoryScenario() {}

  public static void main(String[] arguments) {
    try (ServiceNowEmulator emulator =
        ServiceNowEmulator.builder().port(0).credentials("u", "p").start()) {
      emulator.table("u_order", ColumnDefinition.col("u_name", "string"));
      emulator.refuseWrites("u_order", row -> true, "Data Policy Exception: never");
      emulator.faults().next(2, Fault.tooManyRequests(Duration.ZERO), method("PATCH"));
      emulator.faults().next(2, Fault.transactionCancelled(), method("PATCH"));
      TopicPartition partition = new TopicPartition("orders", 0);
      try (TaskDriver driver =
          new TaskDriver(emulator, true, Map.of("write.method", "update", "not.found", "insert"))
              .assign(partition)) {
        driver.put(
            new SinkRecord(
                "orders", 0, null, "a".repeat(32), null, Map.of("u_name", "confidential"), 0));
        driver.drain();
        driver.put(new SinkRecord("orders", 0, null, "a".repeat(32), null, "no row", 1));
        driver.drain();
        print(driver);
      }
      emulator.table("u_order", ColumnDefinition.col("u_key", "string"));
      try (TaskDriver driver =
          new TaskDriver(emulator, true, Map.of("id.mode", "lookup", "id.lookup.fields", "u_key"))
              .assign(partition)) {
        driver.put(
            IntStream.range(0, 9)
                .mapToObj(
                    offset ->
                        new SinkRecord(
                            "orders",
                            0,
                            null,
                            null,
                            null,
                            Map.of("u_key", "confidential" + offset),
                            offset))
                .toList());
        driver.drain();
        print(driver);
      }
    }
  }

  private static void print(TaskDriver driver) {
    driver.context.dead.forEach(
        dead -> System.out.println("Dead letter: " + dead.error().getMessage()));
  }
}
