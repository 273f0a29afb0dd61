/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A KRaft broker and controller in one process, on loopback. What its topics keep is a broker's
 * default, seven days; but it looks each second for what is to be deleted, not after half a minute
 * and each five minutes, so that nothing is there only because nobody has looked yet.
 */
public final class Broker implements AutoCloseable {

  // Any id will do: the folder is new, and no other node joins.
  private static final String CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg";

  private final int port;
  private final JavaProcess process;

  private Broker(int port, JavaProcess process) {
    this.port = port;
    this.process = process;
  }

  /**
   * Formats the storage if need be, starts the broker and returns at once.
   *
   * @param classPath of a {@link KafkaRuntime}
   * @param folder for its data, configuration and log
   */
  public static Broker start(String classPath, Path folder, int port, int controllerPort)
      throws IOException, InterruptedException {
    return start(classPath, folder, port, controllerPort, Map.of());
  }

  /**
   * The same, with broker properties of one's own.
   *
   * @param overrides these win
   */
  public static Broker start(
      String classPath, Path folder, int port, int controllerPort, Map<String, String> overrides)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path data = folder.resolve("data");
    Path properties = folder.resolve("broker.properties");
    Map<String, String> more = new HashMap<>(overrides);
    more.put("log.dirs", PropertyFile.onlyItem("log.dirs", data));
    PropertyFile.write(
        properties,
        """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        num.partitions=1
        log.initial.task.delay.ms=1000
        log.retention.check.interval.ms=1000
        """
            .formatted(port, controllerPort),
        more);
    if (!Files.exists(data.resolve("meta.properties"))) {
      JavaProcess format =
          JavaProcess.start(
              folder,
              new JavaProcess.Command(
                  "format",
                  classPath,
                  "kafka.tools.StorageTool",
                  "128m",
                  List.of("format", "-t", CLUSTER_ID, "-c", properties.toString())));
      format.awaitSuccess(Duration.ofSeconds(60));
    }
    return new Broker(
        port,
        JavaProcess.start(
            folder,
            new JavaProcess.Command(
                "broker", classPath, "kafka.Kafka", "1g", List.of(properties.toString()))));
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Its process. */
  public ProcessHandle handle() {
    return process.handle();
  }

  /** Waits until it takes connections. */
  public void awaitReady() throws IOException, InterruptedException {
    Await.until(
        "the broker listens on " + bootstrapServers(),
        process,
        Duration.ofSeconds(60),
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
          }
        });
  }

  @Override
  public void close() {
    process.close();
  }
}
