/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static io.snbridge.emulator.ColumnDefinition.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an auditor finds of a connector's writes, as the guide says it. */
@Tag(Lanes.ONE_VERSION)
class AuditIT extends ConnectIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "orders-sink";
  private static final String TOPIC = "orders-to-audit";
  private static final String REPORTS = "orders-audit";

  @Test
  void everyRecordHasAReportThatSaysWhoWroteItWhenAndHowItWasConfigured() throws Exception {
    emulator.table("u_order", col("u_name", "string"));
    emulator.refuseWrites(
        "u_order",
        row -> row.get("u_name").equals("refused"),
        "Data Policy Exception: The following fields are mandatory: Resolution code");
    start(
        sink(
            NAME,
            Map.of(
                "topics",
                TOPIC,
                "topic.table.map",
                TOPIC + ":u_order",
                "errors.tolerance",
                "all",
                "errors.deadletterqueue.topic.name",
                "orders-audit-dead",
                "errors.deadletterqueue.topic.replication.factor",
                "1",
                "report.topic",
                REPORTS,
                "report.producer.bootstrap.servers",
                stack.bootstrapServers())));
    TopicWriter writer = new TopicWriter(stack.bootstrapServers(), TOPIC);
    writer.send("5137153cc611227c000bbd1bd8cd2005", "{\"u_name\": \"written\"}");
    writer.send("5137153cc611227c000bbd1bd8cd2006", "{\"u_name\": \"refused\"}");
    writer.finish();

    List<JsonNode> reports = reports(2);

    assertThat(reports).extracting(report -> report.get("offset").asInt()).containsExactly(0, 1);
    String configuration = reports.get(0).get("configuration").asText();
    new GuideExamples("docs/guides/audit.md")
        .check(
            Map.of(
                "written", shown(reports.get(0)),
                "refused", shown(reports.get(1)),
                "started", started(configuration)));
    assumeThat(GuideCommands.areThere("curl", "jq", "sha256sum")).isTrue();
    GuideCommands commands =
        new GuideCommands("docs/guides/audit.md")
            .with("http://<worker>:8083", stack.rest().url().toString());
    assertThat(commands.run("fingerprint")).isEqualTo(configuration);
    commands.assertAllWereRun();
  }

  private static List<JsonNode> reports(int count) {
    List<JsonNode> reports = new ArrayList<>();
    try (TopicReader reader = new TopicReader(stack.bootstrapServers(), REPORTS)) {
      await()
          .pollInSameThread()
          .atMost(PATIENCE)
          .until(() -> reader.read().records().size() >= count);
      for (var report : reader.records()) {
        reports.add(JSON.readTree(report.value()));
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    reports.sort((a, b) -> a.get("offset").asInt() - b.get("offset").asInt());
    return reports;
  }

  /** Its fields one below the other, and what is another each time as in the other guides. */
  private String shown(JsonNode report) throws IOException {
    return usual(
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report).replace("\" : ", "\": "));
  }

  private String started(String configuration) throws IOException {
    try (Stream<String> log = Files.lines(stack.workerLog())) {
      String line =
          log.filter(text -> text.contains("[" + NAME + "|task-0] Writes topics"))
              .findFirst()
              .orElseThrow();
      assertThat(line).contains("configuration " + configuration);
      return usual(line.substring(line.indexOf("[" + NAME), line.lastIndexOf(" (")));
    }
  }

  private String usual(String text) {
    return text.replace(emulator.url().toString(), "https://dev12345.service-now.com")
        .replace("\"" + emulator.url().getHost() + "\"", "\"dev12345.service-now.com\"")
        .replace(USER, "kafka")
        .replaceAll("[0-9a-f]{8}-[-0-9a-f]{27}", "0a1c5127-4765-4f7f-ac3d-b29c13d80e43")
        .replaceAll("(transaction id )[-0-9a-f]+", "$13f1c9a7d2b40")
        .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[^\"]+Z\"", "\"2026-03-01T12:00:00.123Z\"")
        .replaceAll("(\"version\": \"|version )[^\",]+", "$11.0.0")
        .replaceAll("(\"configuration\": \"|configuration )[0-9a-f]{16}", "$10f8c4e5b52a54f0e")
        .replace(TOPIC, "orders");
  }
}
