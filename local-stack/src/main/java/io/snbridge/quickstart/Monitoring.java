/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import io.snbridge.stack.Ports;
import io.snbridge.stack.Prometheus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedSet;

/**
 * The exporter in the worker, and a Prometheus that reads it, with the rules of {@code monitoring/}
 * in a hurry: what takes minutes there takes seconds here.
 */
final class Monitoring implements Metrics, AutoCloseable {

  private final Path root;
  private final Path folder;
  private final int exporter;
  private Prometheus prometheus;

  private Monitoring(Path root, Path folder, int exporter) {
    this.root = root;
    this.folder = folder;
    this.exporter = exporter;
  }

  /**
   * Nothing started yet.
   *
   * @param root the checkout, built
   * @param folder for all that Prometheus writes
   */
  static Monitoring of(Path root, Path folder) throws IOException {
    return new Monitoring(root, folder, Ports.free());
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
    prometheus =
        Prometheus.start(
            folder, hurried(Files.readString(root.resolve("monitoring/alerts.yaml"))), exporter);
  }

  /** Where Prometheus is, once it was started. */
  URI url() {
    return prometheus.url();
  }

  @Override
  public OptionalDouble value(String query) throws IOException, InterruptedException {
    double number = prometheus.query(query).at("/0/value/1").asDouble(Double.NaN);
    return Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
  }

  @Override
  public SortedSet<String> firing() throws IOException, InterruptedException {
    return prometheus.firing();
  }

  /** Five seconds of trouble are enough for an alert, and it ends 20 seconds after the last. */
  static String hurried(String rules) {
    return rules
        .replaceAll("for: [1-9]\\d*m", "for: 5s")
        .replaceAll("\\[\\d+m\\]", "[20s]")
        .replaceAll("offset \\d+m", "offset 20s");
  }

  @Override
  public void close() {
    if (prometheus != null) {
      prometheus.close();
    }
  }
}
