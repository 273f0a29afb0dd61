/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.stack.Broker;
import io.snbridge.stack.ConnectWorker;
import io.snbridge.stack.KafkaRuntime;
import io.snbridge.stack.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Broker, worker and instance for one measurement, each a process of its own. */
final class BenchStack implements AutoCloseable {

  private static final KafkaRuntime RUNTIME = KafkaRuntime.KAFKA_4_3;

  /** What Connect itself ships with. */
  private static final String LOG_LEVEL = "INFO";

  private final Path root;
  private final Path folder;
  private EmulatedInstance instance;
  private Broker broker;
  private ConnectWorker worker;
  private final List<ConnectWorker> others = new ArrayList<>();

  /**
   * @param root the checkout, built
   * @param folder for what they write; emptied
   */
  BenchStack(Path root, Path folder) throws IOException {
    this.root = root;
    this.folder = folder;
    clear(folder);
  }

  /** The class path of the emulator, and of what is measured without Connect. */
  static String classPath(Path root, KafkaRuntime runtime) {
    String separator = System.getProperty("path.separator");
    return root.resolve("benchmarks/target/classes")
        + separator
        + root.resolve("benchmarks/target/libs/*")
        + separator
        + runtime.classPath(root);
  }

  EmulatedInstance startInstance(int rows) throws IOException, InterruptedException {
    instance = EmulatedInstance.start(classPath(root, RUNTIME), folder.resolve("emulator"), rows);
    instance.awaitReady();
    return instance;
  }

  Broker startBroker() throws IOException, InterruptedException {
    Path of = folder.resolve("broker");
    RUNTIME.writeLogging(of, LOG_LEVEL);
    broker = Broker.start(RUNTIME.classPath(root), of, Ports.free(), Ports.free());
    broker.awaitReady();
    return broker;
  }

  /** A worker; another one, when the first was killed. */
  ConnectWorker startWorker(ConnectorFile connector, String heap, Map<String, String> values)
      throws IOException, InterruptedException {
    worker = start("worker", connector, heap, connector.worker(values));
    worker.awaitReady();
    return worker;
  }

  /**
   * One more worker of the group, which ends with the stack.
   *
   * @param name of its folder
   * @param properties of the worker; those of the connector's file are not looked at
   */
  ConnectWorker addWorker(
      String name, ConnectorFile connector, String heap, Map<String, String> properties)
      throws IOException, InterruptedException {
    ConnectWorker other = start(name, connector, heap, properties);
    others.add(other);
    other.awaitReady();
    return other;
  }

  private ConnectWorker start(
      String name, ConnectorFile connector, String heap, Map<String, String> properties)
      throws IOException {
    Path plugins = folder.resolve("plugins");
    if (!Files.exists(plugins)) {
      connector.install(root, plugins);
    }
    return ConnectWorker.start(
        RUNTIME,
        folder.resolve(name),
        new ConnectWorker.Settings(
            RUNTIME.classPath(root),
            broker.bootstrapServers(),
            plugins,
            Ports.free(),
            heap,
            LOG_LEVEL,
            properties));
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }

  /** The workers first: without their broker they do not end in time. */
  @Override
  public void close() {
    others.forEach(ConnectWorker::close);
    if (worker != null) {
      worker.close();
    }
    if (broker != null) {
      broker.close();
    }
    if (instance != null) {
      instance.close();
    }
  }
}
