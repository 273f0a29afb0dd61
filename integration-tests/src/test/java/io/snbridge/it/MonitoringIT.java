/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.stack.KafkaRuntime;
import io.snbridge.stack.LocalStack;
import io.snbridge.stack.Ports;
import io.snbridge.stack.Prometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The rules, alerts and dashboard of {@code monitoring/}, on a real worker with the exporter and a
 * real Prometheus. Each alert has a connector in that trouble, all at the same time. The rules'
 * spans and limits are shortened to seconds; {@code promtool} tests them as they are.
 */
@Tag(Lanes.ONE_VERSION)
class MonitoringIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path MONITORING = ConnectIT.ROOT.resolve("monitoring");
  private static final String FAST = "1000";

  /** What no emulated trouble makes: rows that were hidden for a moment of a read. */
  private static final String UNSURE = "ServiceNowChangesMayBeMissed";

  /** Fires when the worker itself does not answer. */
  private static final String WORKER_DOWN = "ServiceNowWorkerDown";

  /** Pages of the snapshot, not what comes before it. */
  private static final RequestMatcher SNAPSHOT_OF_SLOW =
      RequestMatcher.table("u_slow").and(RequestMatcher.queryContaining("ORDERBYsys_id"));

  private static final List<ServiceNowEmulator> INSTANCES = new ArrayList<>();
  private static LocalStack stack;
  private static Prometheus prometheus;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Prometheus.isInstalled(),
        "Prometheus is not on the PATH, so monitoring/ is not tested (apt-get install prometheus)");
    Path folder = Stacks.folder("monitoring");
    int exporter = Ports.free();
    String agent =
        "-javaagent:%s=127.0.0.1:%d:%s"
            .formatted(agentJar(), exporter, MONITORING.resolve("jmx-exporter.yaml"));
    stack =
        LocalStack.start(
            KafkaRuntime.KAFKA_4_3,
            ConnectIT.ROOT,
            folder.resolve("kafka"),
            new LocalStack.Settings(
                Ports.free(), Ports.free(), "512m", Map.of(), Map.of(), List.of(agent)));
    prometheus = Prometheus.start(folder.resolve("prometheus"), hurried(), exporter);
  }

  @AfterAll
  static void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (stack != null) {
      stack.close();
    }
    INSTANCES.forEach(ServiceNowEmulator::close);
  }

  private static Path agentJar() throws Exception {
    return Path.of(
        Class.forName("io.prometheus.jmx.JavaAgent")
            .getProtectionDomain()
            .getCodeSource()
            .getLocation()
            .toURI());
  }

  /** Seconds instead of minutes. */
  private static String hurried() throws IOException {
    return Files.readString(MONITORING.resolve("alerts.yaml"))
        .replaceAll("for: \\d+m", "for: 1s")
        .replaceAll("\\[\\d+m\\]", "[8s]")
        .replaceAll("offset \\d+m", "offset 8s")
        .replaceAll("> [39]00000", "> 6000");
  }

  private static ServiceNowEmulator instance(String... tables) {
    ServiceNowEmulator emulator =
        ServiceNowEmulator.builder()
            .port(0)
            .credentials(ConnectIT.USER, ConnectIT.PASSWORD)
            .start();
    INSTANCES.add(emulator);
    for (String table : tables) {
      emulator.defineTable(
          TableDefinition.table(table, ColumnDefinition.col("u_number", "integer")));
      for (int i = 0; i < 20; i++) {
        emulator.insert(table, Map.of("u_number", "" + i));
      }
    }
    return emulator;
  }

  private static ObjectNode connector(
      ServiceNowEmulator instance, String name, String type, Map<String, String> more) {
    ObjectNode connector = JSON.createObjectNode().put("name", name);
    ObjectNode config = connector.putObject("config");
    Map<String, String> all = new HashMap<>();
    all.put("connector.class", "io.snbridge." + type);
    all.put("servicenow.url", instance.url().toString());
    all.put("servicenow.username", ConnectIT.USER);
    all.put("servicenow.password", ConnectIT.PASSWORD);
    all.put("servicenow.retry.max.backoff.ms", FAST);
    all.putAll(more);
    all.forEach(config::put);
    return connector;
  }

  private static void source(ServiceNowEmulator instance, String name, Map<String, String> more)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>();
    all.put("topic.prefix", name);
    all.put("schema.mode", "none");
    all.put("poll.interval.ms", "500");
    all.putAll(more);
    stack.rest().create(connector(instance, name, "source.ServiceNowSourceConnector", all));
  }

  private static void sink(ServiceNowEmulator instance, String name, Map<String, String> more)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>();
    all.put("errors.tolerance", "all");
    all.put("errors.deadletterqueue.topic.name", name + ".dlq");
    all.put("errors.deadletterqueue.topic.replication.factor", "1");
    all.put("write.max.refusals.in.row", "3");
    all.putAll(more);
    stack.rest().create(connector(instance, name, "sink.ServiceNowSinkConnector", all));
  }

  private static void send(String topic, int first, int count, String value) throws Exception {
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), topic);
    for (int i = first; i < first + count; i++) {
      writer.send("%032x".formatted(i), value);
    }
    writer.finish();
  }

  private static void awaitStreaming(String connector) {
    await("connector " + connector + " reads changes")
        .atMost(ConnectIT.PATIENCE)
        .until(
            () ->
                prometheus
                        .query(
                            "servicenow_table_state{state=\"stream\", connector=\"%s\"}"
                                .formatted(connector))
                        .size()
                    > 0);
  }

  @Test
  void eachAlertFiresAndEndsAndEachPanelHasData() throws Exception {
    ServiceNowEmulator healthy =
        instance("u_order", "u_hidden", "u_missing", "u_denied", "u_slow", "u_written", "u_letter");
    ServiceNowEmulator down = instance("u_order");
    ServiceNowEmulator limited = instance("u_order");
    source(healthy, "orders", Map.of("tables", "u_order"));
    source(down, "down", Map.of("tables", "u_order"));
    source(limited, "limited", Map.of("tables", "u_order"));
    source(healthy, "failing", Map.of("tables", "u_denied", "refused.timeout.ms", "0"));
    source(
        healthy,
        "refused",
        Map.of(
            "tables", "u_denied",
            "refused.timeout.ms", FAST,
            "behavior.on.refused.table", "continue"));
    send("u_written", 1, 1, "{\"u_number\": 1}");
    send("u_letter", 1, 1, "{\"u_number\": 1}");
    sink(healthy, "writes", Map.of("topics", "u_written"));
    sink(healthy, "letters", Map.of("topics", "u_letter"));
    for (String streaming : List.of("orders", "down", "limited", "failing", "refused")) {
      awaitStreaming(streaming);
    }
    await("two records are written")
        .atMost(ConnectIT.PATIENCE)
        .until(() -> sum("servicenow_task_records_written_total") == 2);
    await("nothing fires").atMost(ConnectIT.PATIENCE).until(() -> prometheus.firing().isEmpty());

    healthy.hideRows("u_hidden", row -> row.get("u_number").startsWith("1"));
    healthy.denyQueries("u_denied");
    healthy.faults().always(Fault.latency(Duration.ofSeconds(6)), SNAPSHOT_OF_SLOW);
    healthy
        .faults()
        .always(
            Fault.answer(200, "application/json", "{\"result\":{\"stats\":{\"count\":\"1000\"}}}"),
            RequestMatcher.path("/api/now/stats/u_missing"));
    healthy
        .faults()
        .always(
            Fault.answer(403, "text/html", "<html><title>Firewall</title></html>"),
            RequestMatcher.table("u_written"));
    down.faults().always(Fault.unavailable(), RequestMatcher.any());
    limited.faults().always(Fault.tooManyRequests(Duration.ofSeconds(2)), RequestMatcher.any());
    source(healthy, "hidden", Map.of("tables", "u_hidden"));
    source(healthy, "missing", Map.of("tables", "u_missing", "rescan.interval.ms", FAST));
    source(healthy, "slow", Map.of("tables", "u_slow"));
    send("u_written", 2, 5, "{\"u_number\": 2}");
    send("u_letter", 2, 1, null);
    Set<String> expected = new TreeSet<>(alerts());
    expected.remove(WORKER_DOWN);
    expected.remove(UNSURE);
    Set<String> fired = new TreeSet<>();
    await("all alerts have fired")
        .atMost(ConnectIT.PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(
            () -> {
              fired.addAll(prometheus.firing());
              assertThat(fired).containsAll(expected);
            });

    healthy.insert("u_order", Map.of("u_number", "21"));
    for (JsonNode panel : dashboard().path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        String query = query(target);
        await("panel '" + panel.path("title").asText() + "' has data for " + query)
            .atMost(ConnectIT.PATIENCE)
            .until(() -> prometheus.query(query).size() > 0);
      }
    }

    healthy.faults().clear();
    down.faults().clear();
    limited.faults().clear();
    healthy.showRows("u_hidden");
    // They are not read again by themselves.
    stack.rest().delete("failing");
    stack.rest().delete("refused");
    await("all alerts have ended")
        .atMost(ConnectIT.PATIENCE)
        .untilAsserted(() -> assertThat(prometheus.firing()).isEmpty());

    stack.worker().hang();
    try {
      await("the worker is missed")
          .atMost(ConnectIT.PATIENCE)
          .until(() -> prometheus.firing().contains(WORKER_DOWN));
    } finally {
      stack.worker().goOn();
    }
    await("the worker is back")
        .atMost(ConnectIT.PATIENCE)
        .until(() -> !prometheus.firing().contains(WORKER_DOWN));
  }

  private static double sum(String metric) throws IOException, InterruptedException {
    JsonNode result = prometheus.query("sum(" + metric + ")");
    return result.isEmpty() ? 0 : result.at("/0/value/1").asDouble();
  }

  private static JsonNode dashboard() throws IOException {
    return JSON.readTree(MONITORING.resolve("grafana-dashboard.json").toFile());
  }

  /** As Grafana asks it, with all connectors. */
  private static String query(JsonNode target) {
    return target
        .path("expr")
        .asText()
        .replace("$__rate_interval", "8s")
        .replace("$connector", ".*");
  }

  private static Set<String> alerts() throws IOException {
    return Pattern.compile("alert: (\\w+)")
        .matcher(Files.readString(MONITORING.resolve("alerts.yaml")))
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
