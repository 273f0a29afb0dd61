/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.stack.KafkaRuntime;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The logging configurations of {@code monitoring/logging}, with the loggers of Kafka. */
class LogLayoutsTest {

  private static final Path LOGGING = CheckedFiles.ROOT.resolve("monitoring/logging");
  private static final String TEXT = "[0-9:, -]+";

  @Test
  void eachLineIsAnObjectThatSaysWhoseItIs() throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : log(KafkaRuntime.KAFKA_4_3, "log4j2-json.properties")) {
      lines.add(
          new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(line));
    }

    assertThat(lines).hasSize(4);
    assertThat(lines)
        .allMatch(line -> line.path("logger").asText().equals("io.snbridge.source.Orders"))
        .allMatch(line -> line.path("thread").asText().equals("main"))
        .allMatch(
            line ->
                line.path("time")
                    .asText()
                    .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}\\.\\d{3}([+-][0-9:]{5}|Z)"));
    assertThat(lines)
        .extracting(line -> line.path("connector").asText())
        .containsExactly(
            LogLayoutScenario.CONTEXT, LogLayoutScenario.CONTEXT, LogLayoutScenario.CONTEXT, "");
    assertThat(lines)
        .extracting(line -> line.path("level").asText())
        .containsExactly("INFO", "WARN", "ERROR", "INFO");
    assertThat(lines)
        .extracting(line -> line.path("message").asText())
        .containsExactly(
            "Reads table 'incident'", LogLayoutScenario.AWKWARD, "Failed", "of no connector");
    assertThat(lines.get(2).path("trace").asText())
        .startsWith("java.lang.IllegalStateException: because of \"this\"")
        .contains("\tat io.snbridge.it.LogLayoutScenario.main");
    assertThat(lines.get(0).path("trace").asText()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"KAFKA_4_3, log4j2-text.properties", "KAFKA_3_9, log4j-text.properties"})
  void textSaysWhoseALineIs(KafkaRuntime runtime, String configuration) throws Exception {
    List<String> lines = log(runtime, configuration);

    assertThat(lines.get(0))
        .matches(
            "\\["
                + TEXT
                + "\\] INFO \\[orders\\|task-0\\] Reads table 'incident'"
                + " \\(io\\.snbridge\\.source\\.Orders\\)");
    assertThat(String.join("\n", lines))
        .contains("WARN [orders|task-0] " + LogLayoutScenario.AWKWARD)
        .contains("java.lang.IllegalStateException: because of");
    assertThat(lines.get(lines.size() - 1))
        .matches("\\[" + TEXT + "\\] INFO of no connector \\(io\\.snbridge\\.source\\.Orders\\)");
  }

  @Test
  void guideShowsTheirPatterns() throws IOException {
    String guide = Files.readString(CheckedFiles.ROOT.resolve("docs/guides/monitoring.md"));
    List<String> patterns = new ArrayList<>();
    for (String file :
        List.of("log4j2-json.properties", "log4j2-text.properties", "log4j-text.properties")) {
      Files.readAllLines(LOGGING.resolve(file)).stream()
          .filter(line -> line.matches(".*(\\.pattern|ConversionPattern)=.*"))
          .map(line -> line.substring(line.indexOf('=') + 1))
          .forEach(patterns::add);
      assertThat(guide).contains("`" + file + "`");
    }

    assertThat(patterns).hasSize(3).allMatch(guide::contains);
  }

  /** What the scenario logs, on a Java whose own encoding is not that of the file. */
  private static List<String> log(KafkaRuntime runtime, String configuration) throws Exception {
    String file = LOGGING.resolve(configuration).toUri().toString();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=ISO-8859-1",
                configuration.startsWith("log4j2")
                    ? "-Dlog4j2.configurationFile=" + file
                    : "-Dlog4j.configuration=" + file,
                "-cp",
                testClasses() + File.pathSeparator + runtime.classPath(CheckedFiles.ROOT),
                LogLayoutScenario.class.getName())
            .redirectErrorStream(true)
            .start();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(log).isZero();
    return log.lines().toList();
  }

  private static Path testClasses() throws Exception {
    return Path.of(
        LogLayoutScenario.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
