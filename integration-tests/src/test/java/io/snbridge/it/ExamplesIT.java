/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The archive's plugins are found by their manifests, and its example configurations are valid. */
class ExamplesIT extends ConnectIT {

  @Test
  void workerFindsBothConnectorsWithTheirVersion() throws Exception {
    JsonNode plugins = stack.rest().plugins();
    assertThat(plugins.findValuesAsText("class"))
        .contains(
            "io.snbridge.source.ServiceNowSourceConnector",
            "io.snbridge.sink.ServiceNowSinkConnector");
    for (JsonNode plugin : plugins) {
      if (plugin.path("class").asText().startsWith("io.snbridge")) {
        assertThat(plugin.path("version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
      }
    }
  }

  @Test
  void everyExampleIsValid() throws Exception {
    List<Path> examples;
    try (Stream<Path> files = Files.list(ROOT.resolve("connect-config-examples"))) {
      examples = files.filter(f -> f.toString().endsWith(".json")).toList();
    }
    assertThat(examples).hasSizeGreaterThan(3);
    for (Path example : examples) {
      assertThat(errors(example)).as(example.getFileName().toString()).isEmpty();
    }
  }

  @Test
  void everyErrorIsReportedOnItsOwnKeyInOneAnswer() throws Exception {
    ObjectNode config = (ObjectNode) source("wrong", java.util.Map.of()).get("config");
    config.put("servicenow.url", "not a url").put("page.size", "0").put("schema.mode", "guess");
    JsonNode answer = stack.rest().validate(config);
    assertThat(keysWithErrors(answer))
        .contains("servicenow.url", "page.size", "schema.mode", "tables");
  }

  private List<String> errors(Path example) throws IOException, InterruptedException {
    JsonNode document = new ObjectMapper().readTree(example.toFile());
    assertThat(document.get("name").asText() + ".json").isEqualTo(example.getFileName().toString());
    ObjectNode config = document.get("config").deepCopy();
    config.put("name", document.get("name").asText());
    return keysWithErrors(stack.rest().validate(config));
  }

  private static List<String> keysWithErrors(JsonNode answer) {
    return answer.get("configs").findParents("errors").stream()
        .filter(value -> !value.get("errors").isEmpty())
        .map(value -> value.get("name").asText())
        .toList();
  }
}
