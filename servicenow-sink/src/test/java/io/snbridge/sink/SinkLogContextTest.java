/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

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
class SinkLogContextTest {

  private static final Pattern LINE =
      Pattern.compile("(.*)\\[([^\\]]+)\\] (\\w+) (io\\.snbridge\\.(?:sink|common)\\.\\S+) - .*");

  private static final Pattern OWNED =
      Pattern.compile("(?:servicenow-sink|task-thread)-(rows-0|batch-1)(?:-.*)?");

  @Test
  void everyLineNamesItsConnectorAndTask(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.log.io.snbridge=debug",
                "-cp",
                System.getProperty("java.class.path"),
                SinkLogContextScenario.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();

    List<Matcher> lines = text.lines().map(LINE::matcher).filter(Matcher::matches).toList();
    assertThat(lines).hasSizeGreaterThan(200);
    assertThat(lines.stream().filter(line -> !isOfItsOwner(line)).map(Matcher::group)).isEmpty();
    assertThat(lines.stream().map(line -> line.group(2).replaceAll("-\\d+$", "")).distinct())
        .as("every kind of thread has logged")
        .contains(
            "task-thread-rows",
            "servicenow-sink-rows-0-request",
            "servicenow-sink-rows-0-token",
            "servicenow-sink-batch-1-columns",
            "servicenow-sink-batch-1-request",
            "servicenow-sink-batch-1-pacing",
            "servicenow-sink-rows-0-waited");
    assertThat(text)
        .contains("To the dead letter queue", "The outcome of the upsert of u_order/", "status 429")
        .contains("Stopped after ")
        .doesNotContain("S3CRET")
        .doesNotContain("Bearer ");
  }

  private static boolean isOfItsOwner(Matcher line) {
    Matcher owned = OWNED.matcher(line.group(2));
    return owned.matches()
        && line.group(1).equals("[" + owned.group(1).replaceFirst("-", "|task-") + "] ");
  }
}
