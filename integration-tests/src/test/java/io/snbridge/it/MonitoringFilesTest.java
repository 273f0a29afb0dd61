/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The files for Prometheus and Grafana ask for metrics that there are, and the alerts are tested.
 */
class MonitoringFilesTest {

  private static final Path ROOT = Path.of(System.getProperty("snbridge.root"));
  private static final Path MONITORING = ROOT.resolve("monitoring");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\|");
  private static final Pattern USED = Pattern.compile("servicenow_(?:table|task)_([a-z0-9_]+)");

  /** What {@code jmx-exporter.yaml} makes a label of. */
  private static String exported(String attribute) {
    return attribute
        .replaceAll("-ms-p\\d+$", "-quantile-ms")
        .replaceAll("^answers-.*-total$", "answers-total")
        .replaceAll("^requests-for-.*-total$", "requests-for-total")
        .replace('-', '_');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alerts.yaml",
        "grafana-dashboard.json",
        "../local-stack/src/main/java/io/snbridge/quickstart/MonitoredScreen.java"
      })
  void metricsThatAreAskedForAreDocumented(String file) throws IOException {
    Set<String> exported = new TreeSet<>();
    ROW.matcher(Files.readString(ROOT.resolve("docs/guides/monitoring.md")))
        .results()
        .forEach(row -> exported.add(exported(row.group(1))));
    Set<String> used =
        USED.matcher(Files.readString(MONITORING.resolve(file)))
            .results()
            .map(name -> name.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(used).isNotEmpty();
    assertThat(exported).containsAll(used);
  }

  /** Whoever adds a file says here what checks it. */
  @Test
  void everyFileIsChecked() throws IOException {
    try (Stream<Path> files = Files.walk(MONITORING)) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> MONITORING.relativize(file).toString()))
          .containsExactlyInAnyOrder(
              // here, and MonitoringIT
              "alerts.yaml",
              "alerts_test.yaml",
              "grafana-dashboard.json",
              // MonitoringIT
              "jmx-exporter.yaml",
              // here
              "prometheus.yml",
              // HealthScriptTest
              "health.sh",
              // LogLayoutsTest
              "logging/log4j-text.properties",
              "logging/log4j2-json.properties",
              "logging/log4j2-text.properties",
              // TracingIT
              "opentelemetry.properties");
    }
  }

  /** Drawn again when the dashboard has other panels ({@code CONTRIBUTING.md} says how). */
  @Test
  void picturesHaveEveryPanelOfTheDashboardAndAreSmall() throws Exception {
    List<String> drawn = new ArrayList<>();
    try (Stream<Path> files = Files.list(ROOT.resolve("docs/pictures"))) {
      for (Path file : files.filter(name -> name.toString().endsWith(".svg")).toList()) {
        assertThat(Files.size(file)).as(file.toString()).isLessThan(60_000);
        NodeList texts =
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getElementsByTagName("text");
        for (int i = 0; i < texts.getLength(); i++) {
          Element text = (Element) texts.item(i);
          if (text.getAttribute("class").equals("title")) {
            drawn.add(text.getTextContent());
          }
        }
      }
    }
    List<String> panels = new ArrayList<>();
    for (JsonNode panel :
        CheckedFiles.read(MONITORING.resolve("grafana-dashboard.json")).path("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        panels.add(panel.path("title").asText());
      }
    }

    assertThat(panels).isNotEmpty();
    assertThat(drawn).containsExactlyInAnyOrderElementsOf(panels);
  }

  @Test
  void alertsPassTheirTests() throws Exception {
    promtool("test", "rules", "alerts_test.yaml");
  }

  @Test
  void exampleOfAConfigurationIsOneAndHasTheAlerts() throws Exception {
    assertThat(promtool("check", "config", "prometheus.yml"))
        .contains("SUCCESS: 1 rule files found");
  }

  private static String promtool(String... arguments) throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
        "promtool is not on the PATH, so this is not tested (apt-get install prometheus)");
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process promtool =
        new ProcessBuilder(command)
            .directory(MONITORING.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
    return said;
  }
}
