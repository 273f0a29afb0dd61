/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The examples of the guide on registries: what a connector sets for a converter. */
final class RegistryExamples {

  private static final Pattern EXAMPLE =
      Pattern.compile("<!-- example: ([\\w-]+) -->\n```json\n(.*?)\n```\n", Pattern.DOTALL);
  private static final Pattern JSON = Pattern.compile("^```json$", Pattern.MULTILINE);

  private RegistryExamples() {}

  /** All of them by name; fails when one has none, or is not JSON. */
  static Map<String, Map<String, String>> read() throws IOException {
    String guide =
        Files.readString(
            Path.of(System.getProperty("snbridge.root")).resolve("docs/guides/registry.md"));
    Map<String, Map<String, String>> examples = new LinkedHashMap<>();
    for (MatchResult example : EXAMPLE.matcher(guide).results().toList()) {
      examples.put(
          example.group(1),
          new ObjectMapper()
              .readValue(example.group(2), new TypeReference<LinkedHashMap<String, String>>() {}));
    }
    assertThat(JSON.matcher(guide).results()).hasSize(examples.size());
    return examples;
  }
}
