/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Java runtime that jlink made for Kafka alone. */
class TrimmedRuntimeTest {

  /** What Kafka's worker runs with. */
  private static final String MODULES_OF_KAFKA =
      "java.base,java.desktop,java.logging,java.management,java.naming,java.security.jgss,"
          + "java.security.sasl,java.sql,java.xml,jdk.management,jdk.unsupported";

  @TempDir Path folder;

  @Test
  void absenceOfTheSocketsModuleIsAnErrorThatNamesIt() throws Exception {
    List<String> output = run(MODULES_OF_KAFKA, "start");

    assertThat(output)
        .filteredOn(line -> line.startsWith("! "))
        .hasSize(2)
        .allMatch(line -> line.startsWith("! servicenow.url: The Java runtime"))
        .allMatch(line -> line.contains("lacks the module jdk.net"))
        .allMatch(line -> line.contains("add jdk.net to --add-modules"));
    assertThat(output)
        .filteredOn(line -> line.startsWith("task: "))
        .singleElement()
        .asString()
        .contains("lacks the module jdk.net");
    assertThat(output).noneMatch(line -> line.contains("NoClassDefFoundError"));
  }

  @Test
  void withThatModuleNothingElseIsMissing() throws Exception {
    List<String> output = run(MODULES_OF_KAFKA + ",jdk.net", "validate");

    assertThat(output)
        .filteredOn(line -> line.startsWith("! "))
        .hasSize(2)
        .allMatch(line -> line.startsWith("! servicenow.url: Cannot connect"));
    assertThat(output).noneMatch(line -> line.contains("NoClassDefFoundError"));
  }

  private List<String> run(String modules, String what) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules",
                modules,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TrimmedRuntimeScenario.class.getName(),
                what)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<String> lines = Files.readAllLines(output);
    assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
    return lines;
  }
}
