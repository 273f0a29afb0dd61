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

/** One search for the correlation id on a dead letter shows the record's whole story. */
class LogStoryTest {

  private static final Pattern ID = Pattern.compile("correlation id ([-0-9a-f]{36})");

  @Test
  void correlationIdOfADeadLetterFindsEachAttempt(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.log.io.snbridge=debug",
                "-cp",
                System.getProperty("java.class.path"),
                LogStoryScenario.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    List<String> letters = text.lines().filter(line -> line.startsWith("Dead letter: ")).toList();
    assertThat(letters).as(text).hasSize(2 + 9);

    List<String> story = linesWith(id(letters.get(0)), text);
    assertThat(String.join("\n", story))
        .containsSubsequence(
            "DEBUG io.snbridge.sink.delivery.Deliveries - To be written: Topic 'orders', partition 0, offset 0",
            "status 429 Throttled",
            "attempt 1, will retry in ",
            "status 429 Throttled",
            "attempt 2, will retry in ",
            "status 500 Unknown",
            "unknown after attempt 1; attempt 2 follows in ",
            "status 500 Unknown",
            "unknown after attempt 2; attempt 3 follows in ",
            "status 403 Refused",
            "WARN io.snbridge.sink.report.DeadLetters - To the dead letter queue: Topic 'orders', partition 0, offset 0",
            "Dead letter: Topic 'orders', partition 0, offset 0");
    assertThat(letters.get(0))
        .contains(
            "u_order/" + "a".repeat(32),
            "status 403",
            "Operation Failed",
            "Data Policy Exception: never");
    assertThat(linesWith(id(letters.get(1)), text))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("offset 1", "The value is not JSON"));
    for (String lookedUp : letters.subList(2, letters.size())) {
      assertThat(String.join("\n", linesWith(id(lookedUp), text)))
          .containsSubsequence(
              "To be written: Topic 'orders', partition 0, offset ",
              ": upsert of u_order by u_key",
              "POST /api/now/table/u_order status 403 Refused");
      assertThat(linesWith(id(lookedUp), text))
          .as("its own lookup, or one that it shares")
          .anyMatch(line -> line.contains("DEBUG") && isLookup(line, text));
    }
    assertThat(text).as("values are not logged").doesNotContain("confidential");
  }

  private static boolean isLookup(String line, String text) {
    Matcher shared =
        Pattern.compile("Lookup \\[correlation id ([-0-9a-f]{36})\\] is for").matcher(line);
    String query = "GET /api/now/table/u_order status 200";
    return shared.find()
        ? linesWith(shared.group(1), text).stream().anyMatch(sent -> sent.contains(query))
        : line.contains(query);
  }

  private static String id(String line) {
    Matcher matcher = ID.matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return matcher.group(1);
  }

  private static List<String> linesWith(String id, String text) {
    return text.lines().filter(line -> line.contains(id)).toList();
  }
}
