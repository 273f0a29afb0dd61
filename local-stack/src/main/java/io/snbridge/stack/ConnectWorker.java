/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A distributed Connect worker that finds its plugins by their service manifests only. */
public final class ConnectWorker implements AutoCloseable {

  private final ConnectRest rest;
  private final JavaProcess process;

  private ConnectWorker(ConnectRest rest, JavaProcess process) {
    this.rest = rest;
    this.process = process;
  }

  /**
   * How a worker runs.
   *
   * @param pluginPath the folder that holds the unpacked archive
   * @param heap as {@code -Xmx} takes it
   * @param logLevel as {@link KafkaRuntime#writeLogging}
   * @param overrides worker properties, these win
   * @param options of its JVM, an agent for example
   */
  public record Settings(
      String classPath,
      String bootstrapServers,
      Path pluginPath,
      int port,
      String heap,
      String logLevel,
      Map<String, String> overrides,
      List<String> options) {

    /** Without options of its JVM. */
    public Settings(
        String classPath,
        String bootstrapServers,
        Path pluginPath,
        int port,
        String heap,
        String logLevel,
        Map<String, String> overrides) {
      this(classPath, bootstrapServers, pluginPath, port, heap, logLevel, overrides, List.of());
    }
  }

  /**
   * Starts the worker and returns at once.
   *
   * @param folder for its configuration and log
   */
  public static ConnectWorker start(KafkaRuntime runtime, Path folder, Settings settings)
      throws IOException {
    runtime.writeLogging(folder, settings.logLevel());
    Path properties = folder.resolve("worker.properties");
    Map<String, String> more = new HashMap<>();
    more.put("plugin.path", PropertyFile.onlyItem("plugin.path", settings.pluginPath()));
    more.putAll(settings.overrides());
    PropertyFile.write(
        properties,
        """
        bootstrap.servers=%s
        group.id=snbridge
        plugin.discovery=service_load
        listeners=http://127.0.0.1:%d
        key.converter=org.apache.kafka.connect.storage.StringConverter
        value.converter=org.apache.kafka.connect.json.JsonConverter
        value.converter.schemas.enable=false
        config.storage.topic=connect-configs
        offset.storage.topic=connect-offsets
        status.storage.topic=connect-status
        config.storage.replication.factor=1
        offset.storage.replication.factor=1
        offset.storage.partitions=4
        status.storage.replication.factor=1
        status.storage.partitions=2
        offset.flush.interval.ms=1000
        session.timeout.ms=6000
        heartbeat.interval.ms=2000
        scheduled.rebalance.max.delay.ms=3000
        consumer.session.timeout.ms=6000
        consumer.heartbeat.interval.ms=2000
        """
            .formatted(settings.bootstrapServers(), settings.port()),
        more);
    URI url = URI.create("http://127.0.0.1:" + settings.port());
    return new ConnectWorker(
        new ConnectRest(url),
        JavaProcess.start(
            folder,
            new JavaProcess.Command(
                "worker",
                settings.classPath(),
                "org.apache.kafka.connect.cli.ConnectDistributed",
                settings.heap(),
                settings.options(),
                List.of(properties.toString()))));
  }

  public ConnectRest rest() {
    return rest;
  }

  /** Its process. */
  public ProcessHandle handle() {
    return process.handle();
  }

  public Path log() {
    return process.log();
  }

  /** Waits until it answers, as a member of its group. */
  public void awaitReady() throws IOException, InterruptedException {
    Await.until(
        "the Connect worker answers on " + rest.url(),
        process,
        Duration.ofSeconds(90),
        () -> rest.connectors() != null);
  }

  /**
   * Looks at a connector and its tasks.
   *
   * @throws IllegalStateException when one of them has failed, with what Connect says of it
   */
  public void requireNotFailed(String connector) throws IOException, InterruptedException {
    String status = rest.status(connector).toString();
    if (status.contains("FAILED")) {
      throw new IllegalStateException(connector + " failed: " + status);
    }
  }

  /** Its name within its group, as a status has it. */
  public String id() {
    return rest.url().getAuthority();
  }

  /** Stops its threads until {@link #goOn} (SIGSTOP), as a long garbage collection would. */
  public void hang() throws IOException {
    process.hang();
  }

  /** Lets it go on (SIGCONT). */
  public void goOn() throws IOException {
    process.goOn();
  }

  /** As {@code kill -9}. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
