/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing secret is in any log line, text form or stack trace, even with every logger on. */
class SecretsTest {

  @Test
  void noSecretIsShown(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                "-cp",
                System.getProperty("java.class.path"),
                SecretsScenario.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);

    assertThat(process.exitValue()).as(text).isZero();
    assertThat(text)
        .contains("DEBUG io.snbridge", "DEBUG org.apache.hc", "Unauthorized", "Retriable");
    assertThat(text.lines().filter(line -> line.contains("leak-")).toList()).isEmpty();
    for (String pair : List.of("user:leak-password", "proxy:leak-proxy")) {
      assertThat(text)
          .doesNotContain(
              Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
