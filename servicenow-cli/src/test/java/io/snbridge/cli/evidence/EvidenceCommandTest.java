/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.Shell;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.DuplicateIds;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PASSWORD = "tig@er 17";
  private static final String SECRET = "words of nobody else";

  @TempDir Path folder;

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("reader", PASSWORD).start();

  @BeforeEach
  void tables() {
    tables(emulator);
  }

  private static void tables(ServiceNowEmulator instance) {
    instance.defineTable(TableDefinition.table("u_read", ColumnDefinition.col("u_text", "string")));
    instance.defineTable(scratch());
    instance.insertAll(
        "u_read",
        IntStream.range(0, 150).mapToObj(i -> Map.of("u_text", i % 9 == 0 ? "" : SECRET)).toList());
  }

  private static TableDefinition scratch() {
    return TableDefinition.table(
        "u_scratch",
        ColumnDefinition.col("u_count", "integer"),
        ColumnDefinition.col("u_at", "glide_date_time"),
        ColumnDefinition.col("u_text", "string"));
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  private Shell evidence(URI instance, String out, String... more) throws IOException {
    Path file = folder.resolve("config.json");
    Files.writeString(
        file,
        JSON.writeValueAsString(
            Map.of(
                "name", "asked",
                "connector.class", "io.snbridge.source.ServiceNowSourceConnector",
                "servicenow.url", instance.toString(),
                "servicenow.username", "reader",
                "servicenow.password", PASSWORD,
                "tables", "u_read",
                "topic.prefix", "x")));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "evidence",
                file.toString(),
                "--table",
                "u_read",
                "--timeout",
                "5",
                "--out",
                folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    return Shell.run(arguments.toArray(new String[0]));
  }

  private Map<String, String> outcomes(String out) throws IOException {
    Map<String, String> outcomes = new TreeMap<>();
    JSON.readTree(folder.resolve(out).resolve("evidence.json").toFile())
        .path("facts")
        .forEach(fact -> outcomes.put(fact.path("id").asText(), fact.path("outcome").asText()));
    return outcomes;
  }

  @Test
  void theEmulatorAnswersAsItIsDocumentedAndNothingIsWritten() throws IOException {
    Shell shell = evidence(emulator.url(), "out");

    assertThat(shell.exitCode()).as(shell.out() + shell.err()).isEqualTo(ExitCode.WELL);
    assertThat(outcomes("out"))
        .containsEntry("count.header", "present")
        .containsEntry("count.header.no-count", "absent")
        .containsEntry("count.stats", "the same")
        .containsEntry("query.unknown-column", "all rows")
        .containsEntry("query.order-across-alternatives", "all rows")
        .containsEntry("page.hidden-rows", "undecided")
        .containsEntry("row.empty-column", "empty text")
        .containsEntry("page.v1-empty", "404")
        .containsEntry("row.references", "plain texts")
        .containsEntry("query.keyset", "in order")
        .containsEntry("query.text-case", "it does not")
        .containsEntry("count.groups", "a list of groups")
        .containsEntry("audit.payload", "undecided")
        .containsEntry("header.date", "present")
        .containsEntry("batch.read", "served")
        .containsEntry("batch.many", "served")
        .doesNotContainKey("write.own-id");
    assertThat(emulator.requests().all())
        .allMatch(
            request -> request.method().equals("GET") || request.path().endsWith("/v1/batch"));
    assertThat(emulator.changes()).as("rows that the test has inserted").isEqualTo(150);
  }

  @Test
  void whatIsWrittenIsDeletedAgain() throws IOException {
    Shell shell = evidence(emulator.url(), "out", "--write", "u_scratch");

    assertThat(outcomes("out"))
        .as(shell.out() + shell.err())
        .containsEntry("write.own-id", "kept")
        .containsEntry("write.second-post", "another row")
        .containsEntry("write.missing-row", "404")
        .containsEntry("write.second-delete", "404");
    assertThat(emulator.rows("u_scratch")).isEmpty();
    assertThat(shell.err()).doesNotContain("could not be deleted");
  }

  /** Whoever sends the folder sends nobody's data. */
  @Test
  void nothingOfTheInstanceIsInTheFolder() throws IOException {
    emulator.hideRows("u_read", row -> row.get("sys_id").startsWith("0"));
    Shell shell = evidence(emulator.url(), "out", "--write", "u_scratch", "--json");

    assertThat(JSON.readTree(shell.out()).path("facts").size()).isGreaterThan(20);
    String id = emulator.rows("u_read").get(0).get("sys_id");
    for (String file : List.of("evidence.json", "report.md")) {
      assertThat(Files.readString(folder.resolve("out").resolve(file)))
          .doesNotContain(
              PASSWORD,
              "reader",
              SECRET,
              id,
              "u_read",
              "u_scratch",
              "u_text",
              "u_count",
              "127.0.0.1",
              Integer.toString(emulator.url().getPort()));
    }
    JsonNode exchange =
        JSON.readTree(folder.resolve("out/evidence.json").toFile()).at("/facts/0/exchanges/0");
    assertThat(exchange.path("path").asText()).isEqualTo("/api/now/table/{table}");
    assertThat(exchange.at("/headers/content-type").asText()).contains("application/json");
    assertThat(exchange.at("/headers/x-total-count").asText()).isEqualTo("text: a number");
    assertThat(exchange.at("/body/result/(items)").asInt()).isEqualTo(0);
  }

  @Test
  void anEmulatorThatIsSwitchedAnswersSo() throws IOException {
    emulator
        .switches()
        .orderEachBranchOnItsOwn(true)
        .invalidQueryReturnsNoRows(true)
        .userZone(ZoneId.of("America/Los_Angeles"))
        .literalsInUserZone(true)
        .honourSysIds(true)
        .duplicateIds(DuplicateIds.ERROR_500)
        .strictColumns(true);
    emulator.hideRows("u_read", row -> row.get("sys_id").startsWith("0"));
    emulator.delete("u_read", emulator.rows("u_read").get(0).get("sys_id"));

    Shell shell = evidence(emulator.url(), "out", "--write", "u_scratch");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shell.out()).containsPattern("otherwise +query.unknown-column +no row");
    assertThat(outcomes("out"))
        .containsEntry("query.order-across-alternatives", "each alternative")
        .containsEntry("query.unknown-column", "no row")
        .containsEntry("query.literal-zone", "the user's")
        .containsEntry("audit.payload", "XML")
        .containsEntry("page.hidden-rows", "counted, and taken out")
        .containsEntry("write.second-post", "refused with 500")
        .containsEntry("write.ill-typed-number", "ignored");
    assertThat(emulator.rows("u_scratch")).isEmpty();
  }

  @Test
  void anotherInstanceIsReportedAsItIsAndTheEmulatorBehavesLikeIt() throws Exception {
    try (OtherInstance other = new OtherInstance()) {
      Shell shell = evidence(other.url(), "other", "--write", "u_scratch");

      assertThat(shell.exitCode()).as(shell.out() + shell.err()).isEqualTo(ExitCode.FINDINGS);
      assertThat(outcomes("other"))
          .containsEntry("count.header", "absent")
          .containsEntry("count.stats", "undecided")
          .containsEntry("query.unknown-column", "no row")
          .containsEntry("query.order-across-alternatives", "each alternative")
          .containsEntry("row.sys-tags", "absent")
          .containsEntry("row.empty-column", "null")
          .containsEntry("page.v1-empty", "200")
          .containsEntry("url.long", "refused")
          .containsEntry("header.rate-limit", "present")
          .containsEntry("batch.read", "another form")
          .containsEntry("write.second-post", "refused with 403")
          .containsEntry("write.unknown-column", "refused")
          .containsEntry("write.ill-typed-number", "stored")
          .containsEntry("write.long-text", "cut")
          .containsEntry("write.missing-row", "400");
      assertThat(shell.err()).doesNotContain("could not be deleted");
      assertThat(Files.readString(folder.resolve("other/evidence.json")).toLowerCase(Locale.ROOT))
          .contains("\"set-cookie\"", "(other headers)")
          .doesNotContain("acme", "0123456789", "secret words", "not that");
      assertThat(other.rows()).as("what was written is deleted").isEqualTo(OtherInstance.ROWS);
    }
    try (ServiceNowEmulator like =
        ServiceNowEmulator.builder()
            .port(0)
            .credentials("reader", PASSWORD)
            .like(folder.resolve("other"))
            .start()) {
      tables(like);
      evidence(like.url(), "like", "--write", "u_scratch");
    }
    for (String fact :
        List.of(
            "query.unknown-column",
            "query.order-across-alternatives",
            "url.long",
            "write.own-id",
            "write.second-post",
            "write.ill-typed-number",
            "write.long-text")) {
      assertThat(outcomes("like")).containsEntry(fact, outcomes("other").get(fact));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"incident", "sys_user", "U_x", "u_a/b"})
  void onlyATableOfOnesOwnIsWritten(String table) throws IOException {
    Shell shell = evidence(emulator.url(), "out", "--write", table);

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("'--write' is '" + table + "'");
    assertThat(emulator.requests().count()).isZero();
  }

  @Test
  void wrongCredentialsAreTold() throws IOException {
    emulator.denyQueries("u_read");
    Shell shell = evidence(emulator.url(), "out");

    assertThat(shell.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(shell.err())
        .contains("Table 'u_read' is not answered for with a page")
        .doesNotContain(PASSWORD);
    assertThat(folder.resolve("out")).doesNotExist();
  }
}
