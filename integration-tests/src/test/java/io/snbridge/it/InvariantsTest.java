/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tests that {@code INVARIANTS.md} and the threat model name exist, so that nothing is held by
 * a name only.
 */
class InvariantsTest {

  private static final Path ROOT = Path.of(System.getProperty("snbridge.root"));
  private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

  @ParameterizedTest
  @ValueSource(strings = {"INVARIANTS.md", "docs/guides/security.md"})
  void everyNamedTestExists(String document) throws IOException {
    Map<String, String> sources = testSources();
    List<MatchResult> named =
        NAMED_TEST.matcher(Files.readString(ROOT.resolve(document))).results().toList();

    assertThat(named).isNotEmpty();
    for (MatchResult test : named) {
      assertThat(sources).containsKey(test.group(1));
      if (test.group(2) != null) {
        assertThat(sources.get(test.group(1)))
            .as(test.group())
            .containsPattern("void " + test.group(2) + "\\(");
      }
    }
  }

  /** A line without a test says so, and why there is none. */
  @Test
  void everyThreatHasItsTest() throws IOException {
    List<String> lines =
        Files.readString(ROOT.resolve("docs/guides/security.md"))
            .lines()
            .dropWhile(line -> !line.startsWith("| what | at most | test |"))
            .takeWhile(line -> !line.startsWith("## The least roles"))
            .filter(line -> line.startsWith("|"))
            .filter(line -> !line.startsWith("|-") && !line.endsWith("| test |"))
            .toList();

    assertThat(lines).hasSizeGreaterThan(20);
    assertThat(lines)
        .allMatch(line -> NAMED_TEST.matcher(line).find() || line.endsWith("| - |"))
        .filteredOn(line -> line.endsWith("| - |"))
        .hasSize(2);
  }

  /** Test class to its text; to that of all modules where several have a class of that name. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests : modules.map(m -> m.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
              String name = file.getFileName().toString().replace(".java", "");
              sources.merge(name, Files.readString(file), String::concat);
            }
          }
        }
      }
    }
    return sources;
  }
}
