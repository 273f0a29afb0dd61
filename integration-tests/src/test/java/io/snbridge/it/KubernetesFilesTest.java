/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.source.ServiceNowSourceConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code deploy/kubernetes}: each resource fits its schema, and they fit each other. */
class KubernetesFilesTest {

  private static final Path FOLDER = CheckedFiles.ROOT.resolve("deploy/kubernetes");

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  private static List<JsonNode> all(String kind) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (Path file : files().toList()) {
      JsonNode resource = CheckedFiles.read(file);
      if (resource.at("/kind").asText().equals(kind)) {
        found.add(resource);
      }
    }
    return found;
  }

  private static JsonNode one(String kind) throws IOException {
    List<JsonNode> found = all(kind);
    assertThat(found).as(kind).hasSize(1);
    return found.get(0);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyResourceFitsItsSchema(Path file) throws IOException {
    JsonNode resource = CheckedFiles.read(file);

    assertThat(CheckedFiles.errors(resource.at("/kind").asText(), resource)).isEmpty();
    assertThat(resource.has("apiVersion")).isTrue();
    assertThat(resource.at("/metadata/name").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "KafkaConnect, /spec, groupid, x",
    "KafkaConnect, /spec/template/pod, terminationGracePeriod, 3",
    "KafkaConnector, /spec, taskMax, 2",
    "KafkaConnector, /spec/autoRestart, enable, true",
    "ScaledObject, /spec, minReplicas, 2",
    "ScaledObject, /spec/triggers/0, meta, x",
    "PodMonitor, /spec, podMetricEndpoints, x",
    "Secret, '', stringdata, x",
  })
  void aKeyThatNobodyReadsIsNoticed(String kind, String where, String key, String value)
      throws IOException {
    ObjectNode resource = all(kind).get(0).deepCopy();
    ((ObjectNode) resource.at(where)).put(key, value);

    assertThat(CheckedFiles.errors(kind, resource)).anyMatch(error -> error.contains(key));
  }

  @ParameterizedTest
  @CsvSource({
    "KafkaConnect, /spec, replicas, two",
    "KafkaConnector, /spec, tasksMax, two",
    "ScaledObject, /spec, maxReplicaCount, four",
    "PodMonitor, /spec, podMetricsEndpoints, all",
  })
  void aWrongTypeIsNoticed(String kind, String where, String key, String value) throws IOException {
    ObjectNode resource = all(kind).get(0).deepCopy();
    ((ObjectNode) resource.at(where)).put(key, value);

    assertThat(CheckedFiles.errors(kind, resource)).anyMatch(error -> error.contains(key));
  }

  @ParameterizedTest
  @CsvSource({"KafkaConnect, groupId", "KafkaConnect, bootstrapServers", "ScaledObject, triggers"})
  void aMissingKeyIsNoticed(String kind, String key) throws IOException {
    ObjectNode resource = one(kind).deepCopy();
    ((ObjectNode) resource.at("/spec")).remove(key);

    assertThat(CheckedFiles.errors(kind, resource)).anyMatch(error -> error.contains(key));
  }

  @Test
  void connectorsAreValid() throws IOException {
    for (JsonNode connector : all("KafkaConnector")) {
      assertThat(ConnectorConfigs.errors(config(connector)))
          .as(connector.at("/metadata/name").asText())
          .isEmpty();
    }
  }

  @Test
  void aWrongConnectorIsNoticed() throws IOException {
    Map<String, String> config = config(all("KafkaConnector").get(0));
    config.put("topic.prefx", "x");
    config.put("connector.class", ServiceNowSourceConnector.class.getName());

    assertThat(ConnectorConfigs.errors(config)).anyMatch(error -> error.contains("topic.prefx"));
  }

  private static Map<String, String> config(JsonNode connector) {
    Map<String, String> config = new HashMap<>();
    connector
        .at("/spec/config")
        .properties()
        .forEach(entry -> config.put(entry.getKey(), entry.getValue().asText()));
    config.put("name", connector.at("/metadata/name").asText());
    config.put("connector.class", connector.at("/spec/class").asText());
    config.put("tasks.max", connector.at("/spec/tasksMax").asText());
    return config;
  }

  @Test
  void connectorsAreOfTheWorkersThatThereAre() throws IOException {
    JsonNode workers = one("KafkaConnect");

    assertThat(workers.at("/metadata/annotations/strimzi.io~1use-connector-resources").asText())
        .isEqualTo("true");
    assertThat(all("KafkaConnector"))
        .isNotEmpty()
        .allMatch(
            connector ->
                connector
                    .at("/metadata/labels/strimzi.io~1cluster")
                    .equals(workers.at("/metadata/name")));
  }

  @Test
  void noTableIsReadByTwoConnectors() throws IOException {
    List<String> tables =
        all("KafkaConnector").stream()
            .filter(connector -> connector.at("/spec/config").has("tables"))
            .flatMap(
                connector -> Stream.of(connector.at("/spec/config/tables").asText().split(",")))
            .toList();

    assertThat(tables).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void connectorsFindTheirSecretsWhereTheyAreMounted() throws IOException {
    JsonNode workers = one("KafkaConnect");
    JsonNode secret = one("Secret");
    JsonNode volume = workers.at("/spec/template/pod/volumes/0");
    JsonNode mount = workers.at("/spec/template/connectContainer/volumeMounts/0");
    String folder = mount.at("/mountPath").asText();

    assertThat(volume.at("/secret/secretName")).isEqualTo(secret.at("/metadata/name"));
    assertThat(mount.at("/name")).isEqualTo(volume.at("/name"));
    assertThat(workers.at("/spec/config/config.providers.directory.param.allowed.paths").asText())
        .isEqualTo(folder);
    for (JsonNode connector : all("KafkaConnector")) {
      for (String key : List.of("username", "password")) {
        assertThat(connector.at("/spec/config/servicenow." + key).asText())
            .isEqualTo("${directory:" + folder + ":" + key + "}");
        assertThat(secret.at("/stringData").has(key)).isTrue();
      }
    }
  }

  @Test
  void classesOfTheWorkersAreThere() throws IOException {
    List<String> classes =
        one("KafkaConnect").at("/spec/config").properties().stream()
            .map(entry -> entry.getValue().asText())
            .filter(value -> value.startsWith("org.apache.kafka."))
            .toList();

    assertThat(classes).hasSize(3).allSatisfy(name -> assertThat(Class.forName(name)).isNotNull());
  }

  @Test
  void scalingHasATargetThatCanBeScaledAndALagThatIsThere() throws IOException {
    JsonNode scaling = one("ScaledObject").at("/spec");
    JsonNode target = scaling.at("/scaleTargetRef");
    JsonNode trigger = scaling.at("/triggers/0/metadata");
    String group = trigger.at("/consumerGroup").asText();

    assertThat(target.at("/apiVersion")).isEqualTo(one("KafkaConnect").at("/apiVersion"));
    assertThat(target.at("/name")).isEqualTo(one("KafkaConnect").at("/metadata/name"));
    // Who scales by lag needs to know the pods: an autoscaler refuses a target without a selector.
    JsonNode scale = CheckedFiles.schemaText(target.at("/kind").asText()).at("/x-scale");
    assertThat(scale.at("/specReplicasPath").asText()).isEqualTo(".spec.replicas");
    assertThat(scale.has("labelSelectorPath")).isTrue();
    JsonNode sink =
        all("KafkaConnector").stream()
            .filter(c -> group.equals("connect-" + c.at("/metadata/name").asText()))
            .collect(Collectors.collectingAndThen(Collectors.toList(), found -> found.get(0)));
    assertThat(sink.at("/spec/config/topics")).isEqualTo(trigger.at("/topic"));
    assertThat(sink.at("/spec/tasksMax").asInt())
        .isGreaterThanOrEqualTo(scaling.at("/maxReplicaCount").asInt());
    assertThat(scaling.at("/minReplicaCount")).isEqualTo(one("KafkaConnect").at("/spec/replicas"));
  }

  /** {@code -Dsnbridge.write.docs} writes them anew. */
  @Test
  void rulesAndAlertsAreThoseOfTheMonitoringFolder() throws IOException {
    String source = "# Generated from monitoring/%s by KubernetesFilesTest.\n";
    String alerts = "alerts.yaml";
    String rules = "jmx-exporter.yaml";
    Path monitoring = CheckedFiles.ROOT.resolve("monitoring");
    Map<String, String> generated =
        Map.of(
            "prometheus-rule.yaml",
            source.formatted(alerts)
                + """
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata:
                  name: servicenow-connect
                spec:
                """
                + indented(Files.readString(monitoring.resolve(alerts)), "  "),
            "metrics-configmap.yaml",
            source.formatted(rules)
                + """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: servicenow-connect-metrics
                data:
                  jmx-exporter.yaml: |
                """
                + indented(Files.readString(monitoring.resolve(rules)), "    "));
    for (Map.Entry<String, String> file : generated.entrySet()) {
      if (System.getProperty("snbridge.write.docs") != null) {
        Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
      }
      assertThat(FOLDER.resolve(file.getKey())).hasContent(file.getValue());
    }
    JsonNode metrics = one("KafkaConnect").at("/spec/metricsConfig/valueFrom/configMapKeyRef");
    assertThat(one("ConfigMap").at("/metadata/name")).isEqualTo(metrics.at("/name"));
    assertThat(one("ConfigMap").at("/data").has(metrics.at("/key").asText())).isTrue();
  }

  private static String indented(String text, String spaces) {
    return text.lines()
        .map(line -> (line.isEmpty() ? line : spaces + line) + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void podsAreMonitoredByTheLabelsThatStrimziGivesThem() throws IOException {
    JsonNode monitor = one("PodMonitor").at("/spec");

    assertThat(monitor.at("/selector/matchLabels/strimzi.io~1cluster"))
        .isEqualTo(one("KafkaConnect").at("/metadata/name"));
    assertThat(monitor.at("/selector/matchLabels/strimzi.io~1kind").asText())
        .isEqualTo("KafkaConnect");
    assertThat(monitor.at("/podMetricsEndpoints/0/port").asText()).isEqualTo("tcp-prometheus");
    JsonNode relabeling = monitor.at("/podMetricsEndpoints/0/relabelings/0");
    assertThat(relabeling.at("/targetLabel").asText()).isEqualTo("job");
    assertThat(one("PrometheusRule").findValuesAsText("expr"))
        .anyMatch(expr -> expr.contains("job=\"" + relabeling.at("/replacement").asText() + "\""));
  }
}
