/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code .github}: what GitHub reads fits its syntax, as far as it is used here, and refers to what
 * there is. {@code .github/lint} holds the workflows against all of the syntax; it needs Node.js.
 */
class GitHubFilesTest {

  private static final Path ROOT = CheckedFiles.ROOT;
  private static final Path GITHUB = ROOT.resolve(".github");
  private static final Pattern SCRIPT = Pattern.compile("(?:\\.github|deploy)/[\\w/.*-]+\\.sh");

  @ParameterizedTest
  @CsvSource({
    "workflows/build.yml, github-workflow",
    "workflows/release.yml, github-workflow",
    "dependabot.yml, github-dependabot",
    "ISSUE_TEMPLATE/bug.yml, github-issue-form",
    "ISSUE_TEMPLATE/feature.yml, github-issue-form",
    "ISSUE_TEMPLATE/evidence.yml, github-issue-form",
    "ISSUE_TEMPLATE/config.yml, github-issue-config",
  })
  void everyFileFitsItsSchema(String file, String schema) throws IOException {
    JsonNode document = CheckedFiles.read(GITHUB.resolve(file));
    assertThat(CheckedFiles.errors(schema, document)).isEmpty();

    ((ObjectNode) document).put("nobody-reads-this", true);
    assertThat(CheckedFiles.errors(schema, document))
        .anyMatch(error -> error.contains("nobody-reads-this"));
  }

  @Test
  void aStepThatDoesNothingIsNoticed() throws IOException {
    JsonNode workflow = CheckedFiles.read(GITHUB.resolve("workflows/build.yml"));
    ((ObjectNode) workflow.at("/jobs/java/steps/0")).remove("uses");

    assertThat(CheckedFiles.errors("github-workflow", workflow))
        .anyMatch(error -> error.startsWith("$.jobs.java.steps[0]"));
  }

  /**
   * Whoever adds a file to one of these folders says here, or in a test named here, what checks it.
   */
  @Test
  void everyFileIsChecked() throws IOException {
    Set<String> files = new TreeSet<>();
    for (String folder : List.of(".github", "deploy")) {
      try (Stream<Path> found = Files.walk(ROOT.resolve(folder))) {
        found
            .filter(Files::isRegularFile)
            .map(file -> ROOT.relativize(file).toString())
            .filter(file -> !file.contains("node_modules"))
            .forEach(files::add);
      }
    }
    // KubernetesFilesTest reads all of the folder; MarkdownLinksTest all Markdown.
    files.removeIf(file -> file.startsWith("deploy/kubernetes/") || file.endsWith(".md"));

    assertThat(files)
        .containsExactlyInAnyOrder(
            // here
            ".github/CODEOWNERS",
            ".github/ISSUE_TEMPLATE/bug.yml",
            ".github/ISSUE_TEMPLATE/config.yml",
            ".github/ISSUE_TEMPLATE/evidence.yml",
            ".github/ISSUE_TEMPLATE/feature.yml",
            ".github/dependabot.yml",
            ".github/lint/lint.mjs",
            ".github/lint/lint.sh",
            ".github/lint/package.json",
            ".github/workflows/build.yml",
            ".github/workflows/release.yml",
            ".github/scripts/check-kafka.sh",
            // ReleaseTest
            ".github/scripts/release-files.sh",
            ".github/scripts/release-notes.sh",
            ".github/scripts/set-version.sh",
            // ComposeTest, and ImageIT
            "deploy/compose/compose.yaml",
            "deploy/compose/grafana/dashboards.yaml",
            "deploy/compose/grafana/datasources.yaml",
            "deploy/compose/prometheus.yml",
            "deploy/compose/servicenow.properties",
            "deploy/compose/sink.json",
            "deploy/compose/source.json",
            "deploy/docker/Dockerfile",
            "deploy/docker/Dockerfile.emulator",
            "deploy/docker/build.sh",
            "deploy/docker/connect.properties");
  }

  /**
   * A link into one machine is broken on all others (npm does not install over it), and what a
   * compiler leaves behind when it fails names that machine's paths.
   */
  @Test
  void repositoryHasNoLinksAndNoRubbish() throws Exception {
    assumeTrue(Files.exists(ROOT.resolve(".git")), "not an archive of the sources");
    Process git = new ProcessBuilder("git", "ls-files", "--stage").directory(ROOT.toFile()).start();
    List<String> kept =
        new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(git.waitFor()).isZero();

    assertThat(kept)
        .hasSizeGreaterThan(100)
        .noneMatch(entry -> entry.startsWith("120000 "))
        .noneMatch(entry -> entry.contains("node_modules"))
        .noneMatch(entry -> entry.matches(".*\\t([^\"]*/)?(javac\\.[^/]*\\.args|hs_err_pid.*)"));
  }

  @Test
  void scriptsThatWorkflowsRunAreThereAndAreShell() throws Exception {
    Set<String> scripts = new TreeSet<>();
    for (String workflow : List.of("build.yml", "release.yml")) {
      SCRIPT
          .matcher(Files.readString(GITHUB.resolve("workflows").resolve(workflow)))
          .results()
          .map(match -> match.group())
          .filter(name -> !name.contains("*"))
          .forEach(scripts::add);
    }
    scripts.add(".github/scripts/set-version.sh");

    assertThat(scripts).hasSizeGreaterThan(4);
    for (String script : scripts) {
      assertThat(ROOT.resolve(script)).isExecutable();
      Process bash =
          new ProcessBuilder("bash", "-n", ROOT.resolve(script).toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(bash.waitFor()).as(output).isZero();
    }
  }

  @Test
  void testsThatAVersionOfKafkaIsTriedWithAreThere() throws IOException {
    String script = Files.readString(GITHUB.resolve("scripts/check-kafka.sh"));
    String names = script.substring(script.indexOf("-Dit.test=") + "-Dit.test=".length()).strip();

    assertThat(names.split(","))
        .hasSize(5)
        .allMatch(
            name ->
                Files.isRegularFile(
                    ROOT.resolve(
                        "integration-tests/src/test/java/io/snbridge/it/" + name + ".java")));
    assertThat(script).contains("-Dkafka.runtime.version=");
    assertThat(Files.readString(ROOT.resolve("kafka-runtimes/kafka-4.3/pom.xml")))
        .contains("<version>${kafka.runtime.version}</version>");
  }

  /** The page says of each version that is built whether it was run here, too. */
  @Test
  void supportPageHasEveryVersionThatIsBuilt() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/support.md"));
    JsonNode jobs = CheckedFiles.read(GITHUB.resolve("workflows/build.yml")).at("/jobs");
    List<String> versions = new ArrayList<>();
    jobs.at("/java/strategy/matrix/java").forEach(java -> versions.add("| Java " + java.asText()));
    jobs.at("/kafka/strategy/matrix/kafka")
        .forEach(kafka -> versions.add("| Kafka " + kafka.asText().replace("RELEASE", "newest")));

    assertThat(versions).hasSizeGreaterThan(8).allMatch(page::contains);
    assertThat(page.lines().filter(line -> line.matches("\\| (Java|Kafka) .*")).count())
        .isEqualTo(versions.size());
  }

  @Test
  void foldersThatDependenciesAreUpdatedInAreThere() throws IOException {
    for (JsonNode update : CheckedFiles.read(GITHUB.resolve("dependabot.yml")).at("/updates")) {
      Path folder = ROOT.resolve(update.at("/directory").asText().substring(1));
      String file =
          switch (update.at("/package-ecosystem").asText()) {
            case "maven" -> "pom.xml";
            case "github-actions" -> ".github/workflows";
            case "docker" -> "Dockerfile";
            default -> "package.json";
          };
      assertThat(folder.resolve(file)).exists();
    }
  }

  @Test
  void foldersThatHaveOwnersAreThere() throws IOException {
    List<String> lines =
        Files.readAllLines(GITHUB.resolve("CODEOWNERS")).stream()
            .filter(line -> !line.startsWith("#"))
            .toList();

    assertThat(lines).isNotEmpty().allMatch(line -> line.matches("\\S+ +@snbridge/[a-z-]+"));
    assertThat(
            lines.stream().map(line -> line.split(" ", 2)[0]).filter(path -> path.startsWith("/")))
        .allMatch(path -> Files.exists(ROOT.resolve(path.substring(1))));
  }

  @Test
  void lintHasFixedVersions() throws IOException {
    JsonNode lint = CheckedFiles.read(GITHUB.resolve("lint/package.json"));
    String imports = Files.readString(GITHUB.resolve("lint/lint.mjs"));

    assertThat(lint.at("/dependencies").properties())
        .isNotEmpty()
        .allMatch(entry -> entry.getValue().asText().matches("\\d+\\.\\d+\\.\\d+"))
        .allMatch(entry -> imports.contains("\"" + entry.getKey() + "\""));
    assertThat(
            Files.readAllLines(GITHUB.resolve("lint/lint.sh")).stream()
                .collect(Collectors.joining("\n")))
        .contains("node lint.mjs");
  }
}
