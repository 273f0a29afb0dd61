/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker and one Connect worker, to which others can be added, that loaded the unpacked plugin
 * archive. Closing stops the worker before the broker: a worker without its broker does not end in
 * time.
 */
public final class LocalStack implements AutoCloseable {

  private final KafkaRuntime runtime;
  private final Path folder;
  private final String classPath;
  private final Path plugins;
  private final Broker broker;
  private final Settings settings;
  private final List<ConnectWorker> others = new ArrayList<>();
  private ConnectWorker worker;

  /**
   * Where it listens, and how worker and broker differ from the usual.
   *
   * @param workerHeap as {@code -Xmx} takes it
   * @param workerOverrides properties of the worker, these win
   * @param brokerOverrides properties of the broker, these win
   * @param workerOptions of the worker's JVM, an agent for example
   */
  public record Settings(
      int brokerPort,
      int workerPort,
      String workerHeap,
      Map<String, String> workerOverrides,
      Map<String, String> brokerOverrides,
      List<String> workerOptions) {

    /** Without options of the worker's JVM. */
    public Settings(
        int brokerPort,
        int workerPort,
        String workerHeap,
        Map<String, String> workerOverrides,
        Map<String, String> brokerOverrides) {
      this(brokerPort, workerPort, workerHeap, workerOverrides, brokerOverrides, List.of());
    }

    /** A broker as usual. */
    public Settings(
        int brokerPort, int workerPort, String workerHeap, Map<String, String> workerOverrides) {
      this(brokerPort, workerPort, workerHeap, workerOverrides, Map.of());
    }

    /** Ports that are free now, a worker of 512 MiB, no overrides. */
    public static Settings onFreePorts() throws IOException {
      return new Settings(Ports.free(), Ports.free(), "512m", Map.of());
    }
  }

  private LocalStack(
      KafkaRuntime runtime,
      Path folder,
      String classPath,
      Path plugins,
      Broker broker,
      Settings settings) {
    this.runtime = runtime;
    this.folder = folder;
    this.classPath = classPath;
    this.plugins = plugins;
    this.broker = broker;
    this.settings = settings;
  }

  /**
   * Starts both and waits until they answer.
   *
   * @param projectRoot the checkout, built
   * @param folder for everything they write; must be empty
   * @throws IllegalStateException when one of them does not come up, with the end of its log
   */
  public static LocalStack start(
      KafkaRuntime runtime, Path projectRoot, Path folder, Settings settings)
      throws IOException, InterruptedException {
    String classPath = runtime.classPath(projectRoot);
    Path plugins = folder.resolve("plugins");
    PluginArchive.unpack(PluginArchive.find(projectRoot), plugins);
    Path brokerFolder = folder.resolve("broker");
    runtime.writeLogging(brokerFolder, "INFO");
    Broker broker =
        Broker.start(
            classPath,
            brokerFolder,
            settings.brokerPort(),
            Ports.free(),
            settings.brokerOverrides());
    LocalStack stack = new LocalStack(runtime, folder, classPath, plugins, broker, settings);
    try {
      broker.awaitReady();
      stack.startWorker();
    } catch (IOException | InterruptedException | RuntimeException e) {
      stack.close();
      throw e;
    }
    return stack;
  }

  /** Starts the worker, after a {@link #killWorker()} for example, and waits until it answers. */
  public void startWorker() throws IOException, InterruptedException {
    worker = startWorker("worker", settings.workerPort(), Map.of(), List.of());
    worker.awaitReady();
  }

  /**
   * Starts one more worker of the group, and returns at once. It is the caller's to end it; what is
   * left of it ends with the stack.
   *
   * @param name of its folder
   */
  public ConnectWorker addWorker(String name) throws IOException {
    return addWorker(name, Map.of(), List.of());
  }

  /**
   * The same, with properties of its own: a group of its own, for example.
   *
   * @param overrides these win
   * @param options more of its JVM
   */
  public ConnectWorker addWorker(String name, Map<String, String> overrides, List<String> options)
      throws IOException {
    ConnectWorker more = startWorker(name, Ports.free(), overrides, options);
    others.add(more);
    return more;
  }

  private ConnectWorker startWorker(
      String name, int port, Map<String, String> overrides, List<String> moreOptions)
      throws IOException {
    Map<String, String> properties = new HashMap<>(settings.workerOverrides());
    properties.putAll(overrides);
    List<String> options = new ArrayList<>(settings.workerOptions());
    options.addAll(moreOptions);
    return ConnectWorker.start(
        runtime,
        folder.resolve(name),
        new ConnectWorker.Settings(
            classPath,
            broker.bootstrapServers(),
            plugins,
            port,
            settings.workerHeap(),
            "DEBUG",
            properties,
            options));
  }

  /** Ends the worker as {@code kill -9} does. */
  public void killWorker() {
    worker.kill();
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The one that is always there. */
  public ConnectWorker worker() {
    return worker;
  }

  public ConnectRest rest() {
    return worker.rest();
  }

  public Path workerLog() {
    return worker.log();
  }

  @Override
  public void close() {
    others.forEach(ConnectWorker::close);
    if (worker != null) {
      worker.close();
    }
    broker.close();
  }
}
