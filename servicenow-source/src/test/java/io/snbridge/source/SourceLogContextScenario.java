/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.RequestMatcher.path;
import static io.snbridge.emulator.RequestMatcher.table;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.awaitility.Awaitility;
import org.slf4j.ContextLog;

/**
 * A connector's tasks, its search for tables and its validation at once: throttled, retried,
 * refused, with new tokens.
 */
final class SourceLogContextScenario {

  private static final String SECRET = "S3CRET-client";

  private SourceLogContextScenario() {}

  public static void main(String[] arguments) throws InterruptedException {
    ContextLog.install();
    try (ServiceNowEmulator one = instance();
        ServiceNowEmulator other = instance();
        ServiceNowEmulator silent = instance()) {
      other.faults().next(1, Fault.error(403, "no", "not now"), table("sys_db_object"));
      silent.faults().always(Fault.noAnswer(Duration.ofSeconds(30)), table("u_log_a"));
      List<Thread> threads =
          List.of(
              ContextLog.run("task-thread-one-0", "[one|task-0] ", () -> read(one, "one", "0")),
              ContextLog.run("task-thread-two-1", "[two|task-1] ", () -> read(other, "two", "1")),
              ContextLog.run("connector-thread-one", "[one|worker] ", () -> search(other)),
              ContextLog.run("validating", "[its own] ", () -> validate(silent)));
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static ServiceNowEmulator instance() {
    ServiceNowEmulator instance =
        ServiceNowEmulator.builder().port(0).oauthClient("client", SECRET).start();
    for (String table : List.of("u_log_a", "u_log_b")) {
      instance.table(table, ColumnDefinition.col("u_name", "string"));
      for (int i = 0; i < 100; i++) {
        instance.insert(table, Map.of("u_name", "n" + i));
      }
    }
    return instance;
  }

  private static Map<String, String> config(
      ServiceNowEmulator instance, String name, Map<String, String> more) {
    Map<String, String> config =
        new HashMap<>(
            Map.of(
                "name", name,
                "servicenow.url", instance.url().toString(),
                "servicenow.auth.type", "oauth2",
                "servicenow.oauth2.client.id", "client",
                "servicenow.oauth2.client.secret", SECRET,
                "servicenow.retry.initial.backoff.ms", "5",
                "servicenow.retry.max.backoff.ms", "50",
                "topic.prefix", "log",
                "poll.interval.ms", "20",
                "page.size", "10"));
    config.putAll(more);
    return config;
  }

  private static void read(ServiceNowEmulator instance, String name, String task) {
    Connect connect =
        new Connect(
            config(
                instance,
                name,
                Map.of(
                    "tables", "u_log_a,u_log_b",
                    "task.number", task,
                    "schema.mode", "none",
                    "rescan.interval.ms", "100")));
    instance.faults().next(1, Fault.badGateway(), path("/oauth_token.do"));
    ServiceNowSourceTask started = connect.start();
    try {
      connect.pollUntil(started, kafka -> kafka.stamps.size() == 200);
      long before = instance.faults().injected();
      instance.faults().next(1, Fault.tooManyRequests(Duration.ofMillis(50)), table("u_log_a"));
      instance.faults().next(2, Fault.badGateway(), table("u_log_b"));
      instance.faults().next(1, Fault.unauthorized(), table("u_log_a"));
      // Not of its count, of which nobody needs to be told; and so often that a fresh session, and
      // two readers at once, are refused, too.
      instance.faults().next(6, Fault.error(403, "no", "not now"), path("/api/now/table/u_log_b"));
      connect.pollUntil(started, kafka -> instance.faults().injected() >= before + 10);
      long asked = instance.requests().count();
      connect.pollUntil(started, kafka -> instance.requests().count() > asked + 20);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    } finally {
      started.stop();
    }
  }

  private static void search(ServiceNowEmulator instance) {
    ServiceNowSourceConnector connector = new ServiceNowSourceConnector();
    connector.initialize(new NoContext());
    connector.start(
        config(instance, "one", Map.of("tables", "u_log_*", "tables.refresh.interval.ms", "20")));
    connector.taskConfigs(2);
    Awaitility.await()
        .until(
            () ->
                instance.requests().all().stream()
                        .filter(request -> request.path().endsWith("/sys_db_object"))
                        .count()
                    > 3);
    connector.stop();
  }

  private static void validate(ServiceNowEmulator instance) {
    new ServiceNowSourceConnector()
        .validate(
            config(
                instance,
                "one",
                Map.of("tables", "u_log_a,u_log_b", "servicenow.validation.timeout.ms", "5000")));
  }

  private static final class NoContext implements ConnectorContext {
    @Override
    public void requestTaskReconfiguration() {}

    @Override
    public void raiseError(Exception error) {
      throw new IllegalStateException(error);
    }
  }
}
