/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.Shell;
import io.snbridge.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranslateCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  @Test
  void resultIsOnStandardOutputAndWhatIsToBeKnownOnTheOther() throws IOException {
    Shell shell = Shell.run("translate", sample("oso-source.json"));

    assertThat(shell.exitCode()).isEqualTo(ExitCode.WELL);
    JsonNode result = JSON.readTree(shell.out());
    assertThat(result.path("name").asText()).isEqualTo("servicenow-source");
    assertThat(result.at("/config/tables").asText()).isEqualTo("incident,change,cmdb");
    assertThat(shell.err())
        .contains("note    snow.source.startup.probe: ")
        .doesNotContain("decide");
  }

  @Test
  void whatAPersonMustDecideEndsWithTwo() {
    Shell shell = Shell.run("translate", sample("confluent-platform-source.json"));

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("decide  servicenow.password: ");
    assertThat(shell.out()).contains("servicenow.properties:password}");
  }

  @Test
  void programsGetResultAndNotesInOneDocument() throws IOException {
    Shell shell = Shell.run("translate", sample("bridge.yaml"), "--json");

    JsonNode report = JSON.readTree(shell.out());
    assertThat(report.path("from").asText()).isEqualTo("bridge");
    assertThat(report.path("connectors")).hasSize(2);
    assertThat(report.at("/connectors/1/config/topics").asText())
        .isEqualTo("servicenow.incident.sink");
    assertThat(report.at("/connectors/0/notes/0/level").asText()).isEqualTo("note");
    assertThat(shell.err()).isEmpty();
  }

  @Test
  void sourceAndSinkAreWrittenIntoAFileEach() throws IOException {
    Path out = folder.resolve("ours.json");

    Shell shell = Shell.run("translate", sample("bridge.yaml"), "-o", out.toString());

    assertThat(shell.out()).isEmpty();
    assertThat(
            JSON.readTree(folder.resolve("ours-source.json").toFile())
                .at("/config/tables")
                .asText())
        .isEqualTo("incident,change_request");
    assertThat(JSON.readTree(folder.resolve("ours-sink.json").toFile()).path("name").asText())
        .isEqualTo("servicenow-sink");
    assertThat(out).doesNotExist();
  }

  @Test
  void passwordsAreRepeatedOnlyIntoAFileAndOnlyWhenAsked() throws IOException {
    Path out = folder.resolve("ours.json");

    Shell shown = Shell.run("translate", sample("ibm.json"), "--keep-secrets");
    Shell kept =
        Shell.run(
            "translate", sample("ibm.json"), "--keep-secrets", "--json", "--out", out.toString());

    assertThat(shown.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shown.out() + shown.err() + kept.out() + kept.err()).doesNotContain("tiger");
    assertThat(kept.exitCode()).isEqualTo(ExitCode.WELL);
    assertThat(JSON.readTree(kept.out()).at("/connectors/0/file").asText())
        .isEqualTo(out.toString());
    assertThat(JSON.readTree(out.toFile()).at("/config/servicenow.password").asText())
        .isEqualTo("tiger-18");
  }

  @Test
  void passwordInAnAddressIsOne() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("a.json"),
            """
            {"snow.url": "https://reader:tiger-17@dev1.service-now.com", "snow.tables": "incident",
             "value.converter.schema.registry.url": "http://u:tiger-18@registry:8081"}
            """);

    Shell shown = Shell.run("translate", file.toString());
    Shell kept =
        Shell.run(
            "translate", file.toString(), "--keep-secrets", "-o", folder.resolve("b").toString());

    assertThat(shown.out() + shown.err() + kept.out() + kept.err()).doesNotContain("tiger");
    assertThat(shown.err())
        .contains("decide  servicenow.url: its value")
        .contains("decide  value.converter.schema.registry.url: its value");
    assertThat(kept.err()).contains("decide  servicenow.url: ");
  }

  @Test
  void startIsATimeAsEverywhere() {
    Shell shell =
        Shell.run("translate", sample("oso-source.json"), "--start", "2026-03-01 11:50:00");

    assertThat(shell.out())
        .contains("\"snapshot.mode\" : \"never\"")
        .contains("\"start.timestamp\" : \"2026-03-01 11:50:00\"");
  }

  @Test
  void kindIsSaidWhereTheFileDoesNotTell() throws IOException {
    Path file = Files.writeString(folder.resolve("a.properties"), "servicenow.table=incident\n");

    Shell unsaid = Shell.run("translate", file.toString());
    Shell said = Shell.run("translate", file.toString(), "--from", "confluent-source");
    Shell wrong = Shell.run("translate", file.toString(), "--from", "acme");

    assertThat(unsaid.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(unsaid.err()).contains("--from");
    assertThat(said.out()).contains("\"tables\" : \"incident\"");
    assertThat(wrong.err()).contains("'acme' is none of [confluent-source, ");
  }

  @Test
  void fileThatIsNotYamlIsNotShown() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "password: tiger-17\n  oops: [\n");

    Shell shell = Shell.run("translate", file.toString());

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.err()).contains("is not YAML, line ").doesNotContain("tiger");
  }

  private static String sample(String name) {
    return Samples.FOLDER.resolve(name).toString();
  }
}
