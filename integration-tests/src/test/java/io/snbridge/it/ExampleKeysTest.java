/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example, and every configuration of the benchmarks, has only keys that somebody reads. */
class ExampleKeysTest {

  private static final Path ROOT = Path.of(System.getProperty("snbridge.root"));
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Path> configurations() throws IOException {
    try (Stream<Path> examples = Files.walk(ROOT.resolve("connect-config-examples"));
        Stream<Path> benchmarks = Files.walk(ROOT.resolve("benchmarks/connectors"))) {
      return Stream.concat(examples, benchmarks)
          .filter(file -> file.toString().endsWith(".json"))
          .map(ROOT::relativize)
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void everyKeyIsRead(Path file) throws IOException {
    JsonNode document = JSON.readTree(ROOT.resolve(file).toFile());
    Map<String, String> config =
        JSON.convertValue(
            document.has("config") ? document.get("config") : document,
            new TypeReference<HashMap<String, String>>() {});
    if (ConnectorConfigs.isOurs(config)) {
      assertThat(ConnectorConfigs.errors(config))
          .noneMatch(error -> error.startsWith("Unknown key"));
    }
  }
}
