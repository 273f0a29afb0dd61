/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A task that is stopped, whatever it does, has nothing to complain of. */
@Timeout(60)
class OrderlyStopTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final RequestMatcher ROWS = RequestMatcher.table("u_job");
  private static final RequestMatcher TOKENS = RequestMatcher.path("/oauth_token.do");

  /** Once a minute, however many requests fail. */
  private static final String WARNED = "will retry";

  private final ServiceNowEmulator instance =
      ServiceNowEmulator.builder()
          .port(0)
          .credentials("u", "p")
          .oauthClient("id", "secret")
          .start();
  private final Map<String, String> config = new HashMap<>();
  private final Connect connect = new Connect(config);

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
        new Phase("refused", Fault.error(403, "no", "no"), ROWS, "requested again"),
        new Phase("token being renewed", Fault.noAnswer(LONG), TOKENS),
        new Phase("token retry pause", Fault.unavailable(), TOKENS, WARNED));
  }

  @AfterEach
  void stop() {
    connect.close();
    instance.close();
  }

  @ParameterizedTest
  @MethodSource("phases")
  void stopIsNoFailure(Phase phase) throws Exception {
    instance.table("u_job", col("u_rank", "integer"));
    instance.insert("u_job", Map.of("u_rank", "1"));
    config.put("name", "stopped");
    config.put("servicenow.url", instance.url().toString());
    if (phase.where == TOKENS) {
      config.put("servicenow.auth.type", "oauth2");
      config.put("servicenow.oauth2.client.id", "id");
      config.put("servicenow.oauth2.client.secret", "secret");
    } else {
      config.put("servicenow.username", "u");
      config.put("servicenow.password", "p");
    }
    config.put("tables", "u_job");
    AtomicInteger asked = new AtomicInteger();
    instance
        .faults()
        .always(
            phase.fault, request -> phase.where.matches(request) && asked.incrementAndGet() > 0);
    for (int round = 0; round < 5; round++) {
      asked.set(0);
      try (LogText log = new LogText()) {
        ServiceNowSourceTask task = connect.start();
        await().until(() -> asked.get() > 0 && log.text().contains(phase.sign));
        assertThat(task.poll()).isNull();
        assertSilent(task::stop);
      }
    }
  }

  /** What its threads say late counts, too. */
  private static void assertSilent(Runnable stop) {
    try (LogText log = new LogText()) {
      stop.run();
      await()
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .noneMatch(
                          thread -> thread.getName().startsWith("servicenow-source-stopped")));
      assertThat(log.text().lines())
          .filteredOn(line -> !line.contains("io.snbridge.emulator"))
          .noneMatch(line -> line.contains(" WARN ") || line.contains(" ERROR "))
          .noneMatch(line -> line.startsWith("\tat "));
    }
  }
}
