/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static io.snbridge.emulator.RequestMatcher.method;
import static io.snbridge.emulator.RequestMatcher.path;
import static io.snbridge.emulator.RequestMatcher.table;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.awaitility.Awaitility;
import org.slf4j.ContextLog;

/** Two connectors' tasks at once: throttled, retried, refused, with lost answers and new tokens. */
final class SinkLogContextScenario {

  private static final String SECRET = "S3CRET-client";

  private SinkLogContextScenario() {}

  public static void main(String[] arguments) throws InterruptedException {
    ContextLog.install();
    // What a task does for Connect it does on the task's own thread.
    Awaitility.pollInSameThread();
    try (ServiceNowEmulator one = instance();
        ServiceNowEmulator other = instance()) {
      other.denyQueries("sys_dictionary");
      Thread rows =
          ContextLog.run("task-thread-rows-0", "[rows|task-0] ", () -> writeRowByRow(one));
      Thread batch =
          ContextLog.run("task-thread-batch-1", "[batch|task-1] ", () -> writeBatches(other));
      rows.join();
      batch.join();
    }
  }

  private static ServiceNowEmulator instance() {
    ServiceNowEmulator instance =
        ServiceNowEmulator.builder().port(0).oauthClient("client", SECRET).start();
    instance.table("u_order", ColumnDefinition.col("u_name", "string"));
    instance.refuseWrites("u_order", row -> row.get("u_name").endsWith("7"), "never");
    instance.faults().next(1, Fault.badGateway(), path("/oauth_token.do"));
    instance.faults().next(2, Fault.tooManyRequests(Duration.ofMillis(50)), table("u_order"));
    instance.faults().next(1, Fault.unauthorized(), table("u_order"));
    return instance;
  }

  private static void writeRowByRow(ServiceNowEmulator instance) {
    RequestMatcher changes = method("PATCH").and(table("u_order"));
    try (TaskDriver driver = driver(instance, "rows", "0", Map.of("collapse.updates", "true"))) {
      driver.put(IntStream.range(0, 50).mapToObj(i -> record(0, i, i)).toList());
      driver.drain();
      instance.faults().next(2, Fault.transactionCancelled(), changes);
      instance.faults().next(1, Fault.cutAfterCommit(), changes);
      // The row's next writes wait until the lost one cannot run any more. Then they begin as one,
      // on the thread that has waited.
      driver.put(IntStream.range(50, 55).mapToObj(i -> record(0, i, 0)).toList());
      driver.drain();
      driver.task.stop();
    }
  }

  private static void writeBatches(ServiceNowEmulator instance) {
    Map<String, String> settings =
        Map.of("write.api", "batch", "batch.size", "500", "linger.ms", "100");
    try (TaskDriver driver = driver(instance, "batch", "1", settings)) {
      driver.put(IntStream.range(0, 50).mapToObj(i -> record(1, i, i)).toList());
      driver.drain();
      driver.task.stop();
    }
  }

  private static TaskDriver driver(
      ServiceNowEmulator instance, String connector, String task, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("name", connector);
    settings.put("task.number", task);
    settings.put("topics", "orders");
    settings.put("servicenow.auth.type", "oauth2");
    settings.put("servicenow.oauth2.client.id", "client");
    settings.put("servicenow.oauth2.client.secret", SECRET);
    settings.put("servicenow.request.timeout.ms", "2000");
    return new TaskDriver(instance, true, settings)
        .assign(new TopicPartition("orders", Integer.parseInt(task)));
  }

  private static SinkRecord record(int partition, int offset, int row) {
    String id = "%032x".formatted(row);
    return new SinkRecord(
        "orders", partition, null, id, null, Map.of("u_name", "n" + offset), offset);
  }
}
