/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import io.snbridge.stack.JavaProcess;
import io.snbridge.stack.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The exporter in the worker, and a Prometheus that reads it, with the rules of {@code monitoring/}
 * in a hurry: what takes minutes there takes seconds here.
 */
final class Monitoring implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path root;
  private final Path folder;
  private final int exporter;
  private final int port;
  private final PrometheusClient client;
  private JavaProcess process;

  private Monitoring(Path root, Path folder, int exporter, int port) {
    this.root = root;
    this.folder = folder;
    this.exporter = exporter;
    this.port = port;
    this.client = new PrometheusClient(URI.create("http://127.0.0.1:" + port));
  }

  /**
   * Nothing started yet.
   *
   * @param root the checkout, built
   * @param folder for all that Prometheus writes
   */
  static Monitoring of(Path root, Path folder) throws IOException {
    return new Monitoring(root, folder, Ports.free(), Ports.free());
  }

  /** What the worker's JVM is started with. */
  List<String> workerOptions() throws IOException {
    try (var agents = Files.list(root.resolve("local-stack/target/agents"))) {
      Path agent =
          agents
              .filter(file -> file.toString().endsWith(".jar"))
              .findFirst()
              .orElseThrow(() -> new IOException("No exporter in local-stack/target/agents"));
      return List.of(
          "-javaagent:%s=127.0.0.1:%d:%s"
              .formatted(agent, exporter, root.resolve("monitoring/jmx-exporter.yaml")));
    }
  }

  /**
   * Starts Prometheus and waits until it answers.
   *
   * @throws IOException when there is no Prometheus on the PATH
   */
  void start() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("alerts.yaml"),
        hurried(Files.readString(root.resolve("monitoring/alerts.yaml"))));
    Files.writeString(
        folder.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: [alerts.yaml]
        scrape_configs:
          - job_name: kafka-connect
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(exporter));
    process =
        JavaProcess.startProgram(
            folder,
            "prometheus",
            List.of(
                "prometheus",
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      process.requireAlive();
      try {
        client.value("vector(1)");
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  /** Five seconds of trouble are enough for an alert, and it ends 20 seconds after the last. */
  static String hurried(String rules) {
    return rules
        .replaceAll("for: [1-9]\\d*m", "for: 5s")
        .replaceAll("\\[\\d+m\\]", "[20s]")
        .replaceAll("offset \\d+m", "offset 20s");
  }

  PrometheusClient client() {
    return client;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
