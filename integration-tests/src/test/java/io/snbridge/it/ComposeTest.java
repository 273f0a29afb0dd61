/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code deploy/docker} and {@code deploy/compose}: what they refer to is there, and fits. */
class ComposeTest {

  private static final Path ROOT = CheckedFiles.ROOT;
  private static final Path COMPOSE = ROOT.resolve("deploy/compose");
  private static final Path DOCKER = ROOT.resolve("deploy/docker");
  private static final Pattern COPY = Pattern.compile("^COPY (\\S+) (\\S+)$", Pattern.MULTILINE);
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:([A-Z_]+)}");

  private static JsonNode compose() throws IOException {
    return CheckedFiles.read(COMPOSE.resolve("compose.yaml"));
  }

  @Test
  void composeFileFitsItsSchema() throws IOException {
    assertThat(CheckedFiles.errors("compose", compose())).isEmpty();
  }

  @Test
  void aKeyThatComposeDoesNotKnowIsNoticed() throws IOException {
    ObjectNode compose = compose().deepCopy();
    ((ObjectNode) compose.at("/services/worker")).put("enviroment", "x");

    assertThat(CheckedFiles.errors("compose", compose)).anyMatch(e -> e.contains("enviroment"));
  }

  @Test
  void aKeyThatIsThereTwiceIsNoticed() {
    assertThat(catchThrowable(() -> CheckedFiles.parse("a: 1\na: 2\n")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a");
  }

  @Test
  void whatIsMountedIsThere() throws IOException {
    List<String> mounted = new ArrayList<>();
    for (JsonNode service : compose().at("/services")) {
      service.path("volumes").forEach(volume -> mounted.add(volume.asText().split(":", 2)[0]));
    }
    compose().at("/secrets").forEach(secret -> mounted.add(secret.at("/file").asText()));

    assertThat(mounted)
        .hasSizeGreaterThan(5)
        .allMatch(file -> Files.isRegularFile(COMPOSE.resolve(file)));
  }

  @Test
  void servicesReferToServices() throws IOException {
    JsonNode services = compose().at("/services");

    assertThat(services.properties().stream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder("broker", "emulator", "worker", "prometheus", "grafana");
    for (JsonNode service : services) {
      assertThat(service.path("depends_on").properties())
          .allMatch(other -> services.has(other.getKey()));
    }
    assertThat(services.at("/worker/environment/CONNECT_BOOTSTRAP_SERVERS").asText())
        .isEqualTo("broker:9092");
    assertThat(services.at("/broker/environment/KAFKA_ADVERTISED_LISTENERS").asText())
        .contains("broker:9092");
    assertThat(
            CheckedFiles.read(COMPOSE.resolve("grafana/datasources.yaml"))
                .at("/datasources/0/url")
                .asText())
        .isEqualTo("http://prometheus:9090");
    JsonNode provider =
        CheckedFiles.read(COMPOSE.resolve("grafana/dashboards.yaml")).at("/providers/0");
    assertThat(services.at("/grafana/volumes").toString())
        .contains(":" + provider.at("/options/path").asText() + "/");
  }

  @Test
  void prometheusAsksWhereTheAgentAnswersAndIsNamedAsTheAlertsKnowIt() throws IOException {
    JsonNode prometheus = CheckedFiles.read(COMPOSE.resolve("prometheus.yml"));

    assertThat(compose().at("/services/worker/environment/KAFKA_OPTS").asText())
        .endsWith("=9404:/opt/kafka/jmx/jmx-exporter.yaml");
    assertThat(prometheus.at("/scrape_configs/0/static_configs/0/targets/0").asText())
        .isEqualTo("worker:9404");
    assertThat(compose().at("/services/prometheus/volumes").toString())
        .contains(":/etc/prometheus/" + prometheus.at("/rule_files/0").asText() + ":");
    assertThat(Files.readString(ROOT.resolve("monitoring/alerts.yaml")))
        .contains("job=\"" + prometheus.at("/scrape_configs/0/job_name").asText() + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"source.json", "sink.json"})
  void connectorsAreValidAndFindTheirSecrets(String file) throws IOException {
    JsonNode connector = CheckedFiles.read(COMPOSE.resolve(file));
    Map<String, String> config =
        new ObjectMapper()
            .convertValue(connector.get("config"), new TypeReference<HashMap<String, String>>() {});
    String target = compose().at("/services/worker/secrets/0/target").asText();

    assertThat(ConnectorConfigs.errors(config)).isEmpty();
    assertThat(config).containsEntry("servicenow.url", "http://emulator:8080");
    for (String key : List.of("username", "password")) {
      assertThat(config.get("servicenow." + key))
          .isEqualTo("${file:/run/secrets/" + target + ":" + key + "}");
      assertThat(properties(COMPOSE.resolve("servicenow.properties"))).containsKey(key);
    }
  }

  @Test
  void everyImageIsOfTheKafkaThatTheTestsRunOn() throws IOException {
    String pom = Files.readString(ROOT.resolve("kafka-runtimes/kafka-4.3/pom.xml"));
    Matcher version =
        Pattern.compile("<kafka.runtime.version>(.*)</kafka.runtime.version>").matcher(pom);
    assertThat(version.find()).isTrue();
    String image = "apache/kafka:" + version.group(1);

    assertThat(Files.readString(DOCKER.resolve("Dockerfile")))
        .contains("ARG BASE=" + image + "\n")
        .contains("-kafka-" + version.group(1));
    assertThat(compose().at("/services/broker/image").asText()).isEqualTo(image);
    assertThat(
            CheckedFiles.read(ROOT.resolve("deploy/kubernetes/connect.yaml"))
                .at("/spec/version")
                .asText())
        .isEqualTo(version.group(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile", "Dockerfile.emulator"})
  void whatAnImageCopiesIsWhatTheScriptPrepares(String file) throws IOException {
    String script = Files.readString(DOCKER.resolve("build.sh"));
    List<String> sources =
        COPY.matcher(Files.readString(DOCKER.resolve(file)))
            .results()
            .map(m -> m.group(1))
            .toList();

    assertThat(sources).isNotEmpty();
    for (String source : sources) {
      String name = source.replaceAll("/$", "");
      assertThat(script)
          .as(source)
          .containsPattern("(\\$images/\\w+/|deploy/docker/)" + Pattern.quote(name));
    }
    assertThat(script).contains("-f deploy/docker/" + file + " ");
  }

  /** Without a value in the image, a reference would stay as it is written. */
  @Test
  void theImageHasAValueForEachVariableOfTheWorker() throws IOException {
    String dockerfile = Files.readString(DOCKER.resolve("Dockerfile"));
    String worker = Files.readString(DOCKER.resolve("connect.properties"));
    List<String> variables =
        REFERENCE.matcher(worker).results().map(match -> match.group(1)).distinct().toList();

    assertThat(variables)
        .hasSize(5)
        .allMatch(
            name -> Pattern.compile("(ENV | {4})" + name + "=\\S").matcher(dockerfile).find());
    for (String name :
        compose().at("/services/worker/environment").properties().stream()
            .map(Map.Entry::getKey)
            .filter(key -> key.startsWith("CONNECT_"))
            .toList()) {
      assertThat(variables).contains(name);
    }
    Properties properties = new Properties();
    properties.load(new StringReader(worker));
    assertThat(properties.stringPropertyNames().stream().filter(key -> key.endsWith(".class")))
        .hasSize(3)
        .allSatisfy(key -> assertThat(Class.forName(properties.getProperty(key))).isNotNull());
    assertThat(Stream.of(properties.getProperty("config.providers").split(",")))
        .allMatch(name -> properties.containsKey("config.providers." + name + ".class"));
    assertThat(dockerfile).contains("/opt/kafka/config/servicenow-connect.properties\"]");
  }

  private static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    }
    return properties;
  }
}
