/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each warning of the connectors has a line in docs/guides/troubleshooting.md. */
class TroubleshootingGuideTest {

  private static final Pattern WARNING =
      Pattern.compile("LOG\\s*\\.(?:warn|error)\\(\\s*((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*\\+?\\s*)+)");

  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern ENTRY = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

  /** Of a log line whose words are all made elsewhere. */
  private static final String ANYTHING = "{}";

  @Test
  void everyWarningHasALineAndEveryLineAWarning() throws IOException {
    List<String> warnings = warnings();
    List<String> entries = entries();

    assertThat(warnings).hasSizeGreaterThan(70);
    assertThat(warnings)
        .as("without a line")
        .allMatch(warning -> entries.stream().anyMatch(entry -> isOf(entry, warning)));
    assertThat(entries)
        .as("of no warning")
        .allMatch(entry -> warnings.stream().anyMatch(warning -> isOf(entry, warning)));
  }

  @Test
  void noLineIsOfTwoWarnings() throws IOException {
    List<String> warnings = warnings();
    assertThat(entries())
        .allSatisfy(
            entry ->
                assertThat(warnings.stream().filter(warning -> isOf(entry, warning)).distinct())
                    .as(entry)
                    .hasSize(1));
  }

  private static boolean isOf(String entry, String warning) {
    String pattern =
        Stream.of(entry.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return Pattern.compile(pattern, Pattern.DOTALL).matcher(warning).lookingAt();
  }

  private static List<String> warnings() throws IOException {
    List<String> warnings = new ArrayList<>();
    for (String module : List.of("servicenow-common", "servicenow-source", "servicenow-sink")) {
      try (Stream<Path> files = Files.walk(ConnectIT.ROOT.resolve(module + "/src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          Matcher warning = WARNING.matcher(Files.readString(file));
          while (warning.find()) {
            String words =
                LITERAL
                    .matcher(warning.group(1))
                    .results()
                    .map(literal -> literal.group(1))
                    .collect(Collectors.joining());
            if (!words.equals(ANYTHING)) {
              warnings.add(words);
            }
          }
        }
      }
    }
    return warnings;
  }

  private static List<String> entries() throws IOException {
    return ENTRY
        .matcher(Files.readString(ConnectIT.ROOT.resolve("docs/guides/troubleshooting.md")))
        .results()
        .map(entry -> entry.group(1))
        .toList();
  }
}
