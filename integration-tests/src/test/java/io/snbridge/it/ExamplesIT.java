/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.emulator.company.Company;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The archive's plugins are found by their manifests, and its example configurations are valid. */
@Order(Lanes.LIGHT)
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
    try (Stream<Path> files = Files.walk(ROOT.resolve("connect-config-examples"))) {
      examples = files.filter(f -> f.toString().endsWith(".json")).toList();
    }
    assertThat(examples).hasSizeGreaterThan(3);
    try (ServiceNowEmulator instance = instanceOfTheExamples()) {
      for (Path example : examples) {
        String name = example.getFileName().toString();
        assertThat(errors(pointedAt(instance, config(example)))).as(name).isEmpty();
      }
    }
  }

  private static ServiceNowEmulator instanceOfTheExamples() {
    return ServiceNowEmulator.builder()
        .port(0)
        .credentials(USER, PASSWORD)
        .oauthClient("client", "client-secret")
        .apiKey("key")
        .company(new Company(7, 10, 10))
        .table(
            TableDefinition.table("incident", ColumnDefinition.col("correlation_id", "string"))
                .extending("task"))
        .table(
            TableDefinition.table(
                "u_orders",
                ColumnDefinition.col("u_number", "string"),
                ColumnDefinition.col("u_total", "decimal")))
        .start();
  }

  /** With what stands in for secrets and places that exist elsewhere only. */
  private static ObjectNode pointedAt(ServiceNowEmulator instance, ObjectNode config) {
    Map.of(
            "servicenow.username", USER,
            "servicenow.password", PASSWORD,
            "servicenow.oauth2.client.id", "client",
            "servicenow.oauth2.client.secret", "client-secret",
            "servicenow.api.key", "key",
            "servicenow.ssl.keystore.password", "unused")
        .forEach(
            (key, value) -> {
              if (config.has(key)) {
                config.put(key, value);
              }
            });
    if (config.path("servicenow.auth.type").asText().equals("mtls")) {
      // Its certificate and its proxy are nowhere: the settings are looked at by themselves.
      return config.put("servicenow.validation.timeout.ms", "0");
    }
    for (String pair : config.path("topic.table.map").asText().split(",", -1)) {
      String table = pair.substring(pair.lastIndexOf(':') + 1).strip();
      if (!table.isEmpty() && (table.startsWith("u_") || !instance.tables().contains(table))) {
        instance.table(table, columns(config));
      }
    }
    return config.put("servicenow.url", instance.url().toString());
  }

  /** Those that the example's user has, as its keys name them. */
  private static ColumnDefinition[] columns(ObjectNode config) {
    return Stream.of(config.path("fields.rename").asText(), config.path("fields.include").asText())
        .flatMap(names -> Stream.of(names.split(",", -1)))
        .map(name -> name.substring(name.lastIndexOf(':') + 1).strip())
        .map(name -> name.isEmpty() ? "u_text" : name)
        .map(name -> ColumnDefinition.col(name, "string"))
        .toArray(ColumnDefinition[]::new);
  }

  @Test
  void instanceIsAskedByValidateAndBeforeACreate() throws Exception {
    emulator.defineTable(
        TableDefinition.table("u_asked", ColumnDefinition.col("u_text", "string")));
    emulator.insert("u_asked", Map.of("u_text", "a"));
    ObjectNode asked =
        source(
            "asked",
            Map.of("tables", "u_asked,u_nowhere", "table.u_asked.query", "u_colour=red^u_text=a"));
    ObjectNode config = ((ObjectNode) asked.get("config")).put("name", "asked");
    assertThat(keysWithErrors(stack.rest().validate(config)))
        .containsExactlyInAnyOrder("tables", "table.u_asked.query");
    assertThatThrownBy(() -> stack.rest().create(asked))
        .hasMessageContaining("400")
        .hasMessageContaining("u_nowhere")
        .hasMessageContaining("u_colour");
    config.put("servicenow.password", "wrong");
    assertThat(keysWithErrors(stack.rest().validate(config)))
        .containsExactly("servicenow.password");
    assertThatThrownBy(() -> stack.rest().create(asked))
        .message()
        .containsOnlyOnce("The credentials were rejected")
        .contains("servicenow.password: ");
  }

  @Test
  void everyErrorIsReportedOnItsOwnKeyInOneAnswer() throws Exception {
    ObjectNode config = (ObjectNode) source("wrong", Map.of()).get("config");
    config.put("servicenow.url", "not a url").put("page.size", "0").put("schema.mode", "guess");
    JsonNode answer = stack.rest().validate(config);
    assertThat(keysWithErrors(answer))
        .contains("servicenow.url", "page.size", "schema.mode", "tables");
  }

  private static ObjectNode config(Path example) throws IOException {
    JsonNode document = new ObjectMapper().readTree(example.toFile());
    assertThat(document.get("name").asText() + ".json").isEqualTo(example.getFileName().toString());
    ObjectNode config = document.get("config").deepCopy();
    return config.put("name", document.get("name").asText());
  }

  private static List<String> errors(ObjectNode config) throws IOException, InterruptedException {
    return keysWithErrors(stack.rest().validate(config));
  }

  private static List<String> keysWithErrors(JsonNode answer) {
    return answer.get("configs").findParents("errors").stream()
        .filter(value -> !value.get("errors").isEmpty())
        .map(value -> value.get("name").asText())
        .toList();
  }
}
