/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.Bind;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.stack.ConnectRest;
import io.snbridge.stack.PluginArchive;
import io.snbridge.stack.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * The archive in an image that {@code deploy/docker/Dockerfile} makes. With Docker, which pulls, it
 * is based on Kafka's own image; with podman on one that is made of this machine's parts. Without
 * either, nothing is tried.
 */
@Tag(Lanes.ONE_VERSION)
class ImageIT extends ConnectIT {

  private static final Path DOCKERFILE = ROOT.resolve("deploy/docker/Dockerfile");
  private static final String SECRETS = "/run/secrets/servicenow.properties";

  private Optional<Podman> podman = Optional.empty();
  private String image;

  @BeforeEach
  void buildImage() throws IOException, InterruptedException {
    Path folder = Stacks.folder("image");
    Path context = Files.createDirectories(folder.resolve("context"));
    PluginArchive.unpack(PluginArchive.find(ROOT), context.resolve("plugin"));
    Files.createDirectories(context.resolve("jmx"));
    Files.createDirectories(context.resolve("secrets"));
    Files.copy(
        ROOT.resolve("deploy/docker/connect.properties"), context.resolve("connect.properties"));
    podman = OwnBase.isPossible() ? Podman.find(folder) : Optional.empty();
    if (podman.isPresent()) {
      Path base = folder.resolve("base");
      OwnBase.write(base, ROOT.resolve("kafka-runtimes/kafka-4.3/target/libs"));
      String baseTag = "localhost/kafka-base:1";
      image = "localhost/snbridge-connect:1";
      podman.get().build(baseTag, base.resolve("Dockerfile"), base);
      assumeTrue(podman.get().runs(baseTag, "java", "-version"), "podman runs no container here");
      podman.get().build(image, DOCKERFILE, context, "--build-arg", "BASE=" + baseTag);
      PodmanStrategy.use(podman.get().serve());
    } else {
      assumeTrue(docker(folder, context) == 0, "neither Docker nor podman runs here");
    }
  }

  private int docker(Path folder, Path context) throws IOException, InterruptedException {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return 1;
    }
    image = "snbridge-connect:test";
    return new ProcessBuilder(
            "docker", "build", "-t", image, "-f", DOCKERFILE.toString(), context.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("docker.log").toFile())
        .start()
        .waitFor();
  }

  @AfterEach
  void endPodman() throws IOException, InterruptedException {
    if (podman.isPresent()) {
      podman.get().end();
    }
  }

  @Test
  void theArchiveRunsInTheImageThatTheDockerfileMakes() throws IOException, InterruptedException {
    emulator.defineTable(
        TableDefinition.table("u_image", ColumnDefinition.col("u_number", "integer")));
    for (int i = 0; i < 20; i++) {
      emulator.insert("u_image", Map.of("u_number", Integer.toString(i)));
    }
    Path secrets = Stacks.folder("secrets").resolve("servicenow.properties");
    Files.writeString(secrets, "username=" + USER + "\npassword=" + PASSWORD + "\n");
    int port = Ports.free();
    try (GenericContainer<?> worker =
        new GenericContainer<>(image)
            .withNetworkMode("host")
            // Testcontainers' own way tries it with an image that it pulls.
            .withCreateContainerCmdModifier(
                create ->
                    Objects.requireNonNull(create.getHostConfig())
                        .withBinds(Bind.parse(secrets + ":" + SECRETS + ":ro")))
            .withEnv("CONNECT_BOOTSTRAP_SERVERS", stack.bootstrapServers())
            .withEnv("CONNECT_GROUP_ID", "image")
            .withEnv("CONNECT_TOPIC_PREFIX", "image")
            .withEnv("CONNECT_REPLICATION_FACTOR", "1")
            .withEnv("CONNECT_LISTENERS", "http://127.0.0.1:" + port)
            .withEnv("KAFKA_HEAP_OPTS", "-Xmx384m -XX:TieredStopAtLevel=1")
            .waitingFor(
                Wait.forLogMessage(".*Finished starting connectors and tasks.*", 1)
                    .withStartupTimeout(PATIENCE))) {
      worker.start();
      ConnectRest rest = new ConnectRest(URI.create("http://127.0.0.1:" + port));
      // Said before the last of its resources are there: 404 until then.
      Awaitility.await("the worker answers")
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> rest.connectors() != null);

      rest.create(
          source(
              "image",
              Map.of(
                  "tables", "u_image",
                  "servicenow.username", "${file:" + SECRETS + ":username}",
                  "servicenow.password", "${file:" + SECRETS + ":password}")));

      try (TopicReader topic = new TopicReader(stack.bootstrapServers(), "image.u_image")) {
        Awaitility.await()
            .pollInSameThread()
            .atMost(PATIENCE)
            .until(() -> topic.read().records().size() == 20);
      }
      assertThat(rest.isRunning("image")).isTrue();
    }
  }
}
