/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code monitoring/health.sh}, against answers as Connect's REST API gives them. */
class HealthScriptTest {

  private static final Path SCRIPT =
      Path.of(System.getProperty("snbridge.root"), "monitoring", "health.sh");

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private HttpServer worker;
  private String url;

  private record Outcome(int exit, String said) {}

  @BeforeEach
  void start() throws IOException {
    worker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    url = "http://127.0.0.1:" + worker.getAddress().getPort();
    worker.createContext(
        "/",
        exchange -> {
          String answer = answers.get(exchange.getRequestURI().getRawPath());
          byte[] body = String.valueOf(answer).getBytes(UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    worker.start();
    answers.put("/", "{\"version\":\"4.3.1\",\"commit\":\"c\",\"kafka_cluster_id\":\"k\"}");
  }

  @AfterEach
  void stop() {
    worker.stop(0);
  }

  @Test
  void workerThatAnswersIsAlive() throws Exception {
    assertThat(run("live", url).exit()).isZero();
    worker.stop(0);
    assertThat(run("live", url).exit()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, RUNNING, RUNNING, 0",
    "RUNNING, RUNNING, FAILED, 1",
    "RUNNING, UNASSIGNED, RUNNING, 1",
    "PAUSED, PAUSED, PAUSED, 1",
    "STOPPED, , , 1",
    "RUNNING, , , 1",
    "FAILED, RUNNING, RUNNING, 1",
    "RUNNING, RESTARTING, RUNNING, 1"
  })
  void connectorIsReadyWhenItAndAllTasksRun(String own, String first, String second, int exit)
      throws Exception {
    status("orders", own, first, second);
    assertThat(run("ready", url, "orders").exit()).isEqualTo(exit);
  }

  @Test
  void allNamedConnectorsMustBeReadyAndTheOthersAreTold() throws Exception {
    status("orders", "RUNNING", "RUNNING", null);
    status("people", "RUNNING", "FAILED", null);

    assertThat(run("ready", url, "orders", "people", "gone"))
        .satisfies(
            outcome -> {
              assertThat(outcome.exit()).isEqualTo(1);
              assertThat(outcome.said())
                  .contains("people: not all RUNNING: 1 FAILED", "gone: no status")
                  .doesNotContain("orders");
            });
  }

  @Test
  void nameMayHaveAnyCharacter() throws Exception {
    status("my%20orders%2Fb%25", "RUNNING", "RUNNING", null);
    assertThat(run("ready", url, "my orders/b%")).isEqualTo(new Outcome(0, ""));
  }

  /** A trace holds whatever an instance has answered. */
  @Test
  void stateInATraceIsNone() throws Exception {
    answers.put(
        "/connectors/orders/status",
        "{\"name\":\"orders\",\"connector\":{\"state\":\"RUNNING\",\"worker_id\":\"w\"},\"tasks\":[],"
            + "\"type\":\"sink\",\"trace\":\"{\\\"state\\\":\\\"RUNNING\\\"}\"}");
    assertThat(run("ready", url, "orders").exit()).isEqualTo(1);
  }

  @Test
  void wrongUseIsNeitherYesNorNo() throws Exception {
    assertThat(run().exit()).isEqualTo(2);
    assertThat(run("ready", url).exit()).isEqualTo(2);
    assertThat(run("other").exit()).isEqualTo(2);
  }

  private void status(String path, String own, String... tasks) {
    List<String> all = new ArrayList<>();
    for (String state : tasks) {
      if (state != null) {
        String trace = state.equals("FAILED") ? ",\"trace\":\"org.apache...: \\\"x\\\"\"" : "";
        all.add(
            "{\"id\":%d,\"state\":\"%s\",\"worker_id\":\"w\"%s}"
                .formatted(all.size(), state, trace));
      }
    }
    answers.put(
        "/connectors/" + path + "/status",
        "{\"name\":\"x\",\"connector\":{\"state\":\"%s\",\"worker_id\":\"w\"},\"tasks\":[%s],\"type\":\"sink\"}"
            .formatted(own, String.join(",", all)));
  }

  private static Outcome run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Names are bytes to a shell; Java encodes them as its own locale says.
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process script = builder.start();
    script.getOutputStream().close();
    String said = new String(script.getInputStream().readAllBytes(), UTF_8);
    assertThat(script.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Outcome(script.exitValue(), said);
  }
}
