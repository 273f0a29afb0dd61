/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.RequestMatcher.method;
import static io.snbridge.emulator.RequestMatcher.path;
import static io.snbridge.emulator.RequestMatcher.queryContaining;
import static io.snbridge.emulator.RequestMatcher.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every line of ours in a real worker's log says whose it is, whichever thread wrote it: retries,
 * throttles, renewals of tokens, refused records and lost answers of several connectors at once.
 */
class LogContextIT extends ConnectIT {

  private static final String TOKENS = "/oauth_token.do";
  private static final String SECRET = "S3CRET-client";

  /** As {@code KafkaRuntime.writeLogging} lays lines out. */
  private static final Pattern LINE =
      Pattern.compile("\\[[^]]+\\] (\\w+) \\[(.+?)\\] (.*) \\((io\\.snbridge[\\w.$]*)\\)");

  private static final Pattern CONTEXT =
      Pattern.compile("\\[[\\w.-]+\\|(worker|validate|task-\\d+)(\\|offsets)?\\] .+");

  /** Our threads, and Connect's own for tasks. */
  private static final Pattern OWNED =
      Pattern.compile(
          "(?:servicenow-(?:source|sink)|task-thread)-(logs-\\w+?)-(?:(\\d)(-.+)?|(tables|request.*|token.*|pacing))");

  private record Line(String level, String thread, String text, String logger) {

    static Stream<Line> of(String text) {
      Matcher line = LINE.matcher(text);
      return line.matches()
          ? Stream.of(new Line(line.group(1), line.group(2), line.group(3), line.group(4)))
          : Stream.empty();
    }

    /** What its context has to be, as far as its thread tells. */
    String owner() {
      Matcher owned = OWNED.matcher(thread);
      if (owned.matches()) {
        String scope = owned.group(2) == null ? "worker" : "task-" + owned.group(2);
        return "[" + owned.group(1) + "|" + scope;
      }
      return thread.startsWith("servicenow-check-logs-source-")
          ? "[logs-source|validate"
          : "[logs-";
    }
  }

  @BeforeEach
  void startInstanceWithTokens() {
    emulator.close();
    emulator =
        ServiceNowEmulator.builder()
            .port(0)
            .credentials(USER, PASSWORD)
            .oauthClient("client", SECRET)
            .switches(switches -> switches.tokenLifetime(Duration.ofSeconds(5)))
            .start();
    emulator.table("u_log_a", col("u_name", "string"));
    emulator.table("u_log_b", col("u_name", "string"));
    emulator.table("u_order", col("u_name", "string"));
    for (int i = 0; i < 200; i++) {
      emulator.insert("u_log_a", Map.of("u_name", "a" + i));
      emulator.insert("u_log_b", Map.of("u_name", "b" + i));
    }
    emulator.denyQueries("sys_dictionary");
    emulator.refuseWrites("u_order", row -> row.get("u_name").endsWith("7"), "never");
    emulator
        .faults()
        .fraction(0.1, Fault.transactionCancelled(), RequestMatcher.writes().and(table("u_order")));
    emulator.faults().fraction(0.05, Fault.badGateway(), table("u_log_a"));
    emulator.faults().next(2, Fault.tooManyRequests(Duration.ofSeconds(1)), table("u_log_b"));
    emulator.faults().next(1, Fault.badGateway(), path("/oauth_token.do"));
  }

  private static Map<String, String> withTokens(Map<String, String> more) {
    Map<String, String> config =
        new HashMap<>(
            Map.of(
                "servicenow.auth.type", "oauth2",
                "servicenow.oauth2.client.id", "client",
                "servicenow.oauth2.client.secret", SECRET,
                "servicenow.oauth2.refresh.ratio", "0.1",
                "servicenow.retry.initial.backoff.ms", "50",
                "servicenow.retry.max.backoff.ms", "500",
                "servicenow.request.timeout.ms", "3000",
                "tasks.max", "2"));
    config.putAll(more);
    return config;
  }

  private ObjectNode logSink(String name, Map<String, String> more) {
    Map<String, String> config =
        withTokens(
            Map.of(
                "topics",
                name,
                "topic.table.map",
                name + ":u_order",
                "errors.tolerance",
                "all",
                "errors.deadletterqueue.topic.name",
                name + ".dead",
                "errors.deadletterqueue.topic.replication.factor",
                "1",
                "report.topic",
                name + ".reports",
                "report.producer.bootstrap.servers",
                stack.bootstrapServers()));
    config.putAll(more);
    return sink(name, config);
  }

  @Test
  void everyLineSaysWhoseItIsWhateverThreadWroteIt() throws Exception {
    ObjectNode source =
        source(
            "logs-source",
            withTokens(
                Map.of(
                    "tables", "u_log_*",
                    "tables.refresh.interval.ms", "1000",
                    "page.size", "20",
                    "rescan.interval.ms", "1000")));
    validateAgainstASilentInstance(source);
    write("logs-rows");
    write("logs-batch");
    emulator.faults().next(1, Fault.cutAfterCommit(), method("PATCH").and(table("u_order")));
    start(source);
    start(logSink("logs-rows", Map.of("collapse.updates", "true", "unknown.columns", "ignore")));
    start(logSink("logs-batch", Map.of("write.api", "batch")));

    await("rows are written and tokens renewed")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(emulator.count("u_order")).isEqualTo(2 * 90);
              assertThat(emulator.row("u_order", id("logs-rows", 0)).get("u_name")).isEqualTo("x3");
              assertThat(emulator.requests().matching(request -> request.path().equals(TOKENS)))
                  .hasSizeGreaterThan(4);
            });
    // A refusal in the background of the tables' names, and of a table.
    // It is believed when a fresh session is told so, too; four requests may be under way.
    // Tasks of sinks ask sys_db_object for columns meanwhile.
    RequestMatcher names = table("sys_db_object").and(queryContaining("nameSTARTSWITH"));
    emulator.faults().next(2, Fault.error(403, "no", "not now"), names);
    emulator.faults().next(8, Fault.error(403, "no", "not now"), table("u_log_a"));
    emulator.faults().next(1, Fault.unauthorized(), table("u_log_a"));
    await("both were told")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(lines())
                    .anyMatch(
                        line -> line.text().contains("stay, and ServiceNow is asked again in"))
                    .anyMatch(line -> line.text().contains("'u_log_a': answered again after")));
    for (String name : List.of("logs-source", "logs-rows", "logs-batch")) {
      stop(name);
    }
    await("all have said that they stopped")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(lines().stream().filter(line -> line.text().contains("Stopped after ")))
                    .hasSize(2 + 2 + 2));

    // Those of the classes that ran before, too.
    assertThat(everyLine())
        .allSatisfy(line -> assertThat(line.text()).as(line.toString()).matches(CONTEXT));
    List<Line> lines = lines();
    assertThat(lines).hasSizeGreaterThan(500);
    assertThat(lines)
        .allSatisfy(line -> assertThat(line.text()).as(line.toString()).startsWith(line.owner()));
    assertThat(lines.stream().map(line -> line.thread().replaceAll("\\d+", "N")).distinct())
        .as("every kind of thread has logged")
        .contains(
            "servicenow-check-logs-source-request-N",
            "servicenow-source-logs-source-tables",
            "servicenow-source-logs-source-request-N",
            "servicenow-source-logs-source-N-read-N",
            "servicenow-source-logs-source-N-request-N",
            "servicenow-source-logs-source-N-token-N",
            "task-thread-logs-source-N",
            "servicenow-sink-logs-rows-N-request-N",
            "servicenow-sink-logs-rows-N-token-N",
            "servicenow-sink-logs-batch-N-columns",
            "servicenow-sink-logs-batch-N-pacing",
            "task-thread-logs-rows-N")
        .noneMatch(thread -> thread.startsWith("ForkJoinPool"));
    assertTold(lines);
  }

  private static void assertTold(List<Line> lines) throws IOException {
    assertThat(lines.stream().filter(line -> line.level().equals("INFO")).map(Line::text))
        .anyMatch(
            line -> line.matches("\\[logs-source\\|task-\\d\\] Reads tables 'u_log_[ab]' of .*"))
        .anyMatch(line -> line.contains("oauth2 authentication (client_credentials)"))
        .anyMatch(line -> line.startsWith("[logs-rows|task-0] Writes topics 'logs-rows' to "));
    assertThat(lines.stream().filter(line -> line.level().equals("WARN")).map(Line::text))
        .anyMatch(line -> line.contains("were not fully checked"))
        .anyMatch(line -> line.contains("To the dead letter queue: "))
        .anyMatch(line -> line.contains("The outcome of the upsert of u_order/"));
    String log = Files.readString(stack.workerLog());
    assertThat(log.contains(SECRET)).as("the client's secret").isFalse();
    assertThat(log.contains(PASSWORD)).as("the password").isFalse();
    assertThat(log).doesNotContain("Basic ").doesNotContain("Bearer ");
  }

  private void validateAgainstASilentInstance(ObjectNode source) throws Exception {
    ObjectNode config = ((ObjectNode) source.get("config")).deepCopy();
    config.put("name", "logs-source").put("servicenow.validation.timeout.ms", "2000");
    emulator.faults().next(4, Fault.noAnswer(Duration.ofSeconds(4)), table("sys_db_object"));
    stack.rest().validate(config);
  }

  private static void write(String topic) throws Exception {
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), topic);
    for (int i = 0; i < 100; i++) {
      writer.send(id(topic, i), "{\"u_name\": \"n%d\"}".formatted(i));
    }
    for (int i = 1; i <= 3; i++) {
      writer.send(id(topic, 0), "{\"u_name\": \"x%d\"}".formatted(i));
    }
    writer.finish();
  }

  private static String id(String topic, int row) {
    return "%s%031x".formatted(topic.equals("logs-rows") ? "a" : "b", row);
  }

  /** Of this test's connectors and threads. */
  private static List<Line> lines() throws IOException {
    return everyLine().stream()
        .filter(line -> line.text().startsWith("[logs-") || line.thread().contains("logs-"))
        .toList();
  }

  private static List<Line> everyLine() throws IOException {
    try (Stream<String> lines = Files.lines(stack.workerLog())) {
      return lines.filter(line -> line.endsWith(")")).flatMap(Line::of).toList();
    }
  }
}
