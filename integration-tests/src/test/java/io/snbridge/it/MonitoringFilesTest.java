/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  @ValueSource(strings = {"alerts.yaml", "grafana-dashboard.json"})
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

  @Test
  void alertsPassTheirTests() throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
        "promtool is not on the PATH, so the alerts are not tested (apt-get install prometheus)");
    Process promtool =
        new ProcessBuilder("promtool", "test", "rules", "alerts_test.yaml")
            .directory(MONITORING.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
    assertThat(promtool.waitFor()).as(said).isZero();
  }
}
