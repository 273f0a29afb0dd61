/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every line says whose it is, whichever thread logs it. */
class SourceLogContextTest {

  private static final Pattern LINE =
      Pattern.compile("(.*)\\[([^\\]]+)\\] (\\w+) (io\\.snbridge\\.(?:source|common)\\.\\S+) - .*");

  /** A task's threads, those of the search for tables, those of a validation. */
  private static final Pattern TASK =
      Pattern.compile("(?:servicenow-source|task-thread)-(one-0|two-1)(?:-.*)?");

  private static final Pattern SEARCH =
      Pattern.compile(
          "servicenow-source-one-(?:tables|request-.|token-.|pacing)|connector-thread-one");

  private static final Pattern CHECK = Pattern.compile("servicenow-check-one-.*|validating");

  @Test
  void everyLineNamesItsConnectorAndTask(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.log.io.snbridge=debug",
                "-cp",
                System.getProperty("java.class.path"),
                SourceLogContextScenario.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();

    List<Matcher> lines = text.lines().map(LINE::matcher).filter(Matcher::matches).toList();
    assertThat(lines).hasSizeGreaterThan(200);
    assertThat(
            lines.stream().filter(line -> !line.group(1).equals(owner(line))).map(Matcher::group))
        .isEmpty();
    assertThat(lines.stream().map(line -> line.group(2).replaceAll("-\\d+$", "")).distinct())
        .as("every kind of thread has logged")
        .contains(
            "task-thread-one",
            "servicenow-source-one-0-read",
            "servicenow-source-one-0-request",
            "servicenow-source-one-0-token",
            "servicenow-source-two-1-read",
            "servicenow-source-two-1-request",
            "servicenow-source-one-tables",
            "servicenow-source-one-request",
            "servicenow-check-one-request",
            "servicenow-check-one-token",
            "validating");
    assertThat(text)
        .contains(
            "stay, and ServiceNow is asked again in",
            "were not fully checked",
            "answered again after")
        .contains("Stopped after ", "status 429", "status 502")
        .doesNotContain("S3CRET")
        .doesNotContain("Bearer ");
  }

  /** What the line has to begin with, by the thread that logged it. */
  private static String owner(Matcher line) {
    Matcher task = TASK.matcher(line.group(2));
    if (task.matches()) {
      return "[" + task.group(1).replaceFirst("-", "|task-") + "] ";
    }
    if (SEARCH.matcher(line.group(2)).matches()) {
      return "[one|worker] ";
    }
    return CHECK.matcher(line.group(2)).matches() ? "[one|validate] " : "a thread of nobody";
  }
}
