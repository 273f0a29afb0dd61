/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Podman, with everything it keeps in one folder, for machines without Docker. It pulls nothing:
 * what it runs is built here.
 */
final class Podman {

  private final Path folder;

  /** For paths that must be short: that of the socket, and podman's run root. */
  private final Path brief;

  private Optional<Process> service = Optional.empty();

  private Podman(Path folder, Path brief) {
    this.folder = folder;
    this.brief = brief;
  }

  /** Podman, if it is installed, with what it runs containers with. */
  static Optional<Podman> find(Path folder) throws IOException, InterruptedException {
    for (String program : List.of("podman", "runc")) {
      if (Stream.of(System.getenv("PATH").split(":"))
          .noneMatch(bin -> Files.isExecutable(Path.of(bin, program)))) {
        return Optional.empty();
      }
    }
    Files.writeString(
        folder.resolve("containers.conf"),
        """
        [containers]
        default_ulimits = ["nofile=1024:1024", "nproc=2048:2048"]
        netns = "host"
        [engine]
        runtime = "runc"
        cgroup_manager = "cgroupfs"
        events_logger = "none"
        """);
    Files.writeString(
        folder.resolve("policy.json"), "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}");
    Podman podman = new Podman(folder, Files.createTempDirectory("podman"));
    return podman.run(List.of("info"), folder) == 0 ? Optional.of(podman) : Optional.empty();
  }

  /**
   * Builds an image.
   *
   * @param dockerfile of the image
   * @param context the folder that it copies from
   * @throws IOException when it cannot be built; what podman says of it is in {@code podman.log}
   */
  void build(String tag, Path dockerfile, Path context, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("build", "--isolation", "chroot"));
    command.addAll(List.of("--signature-policy", folder.resolve("policy.json").toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("-t", tag, "-f", dockerfile.toString(), context.toString()));
    if (run(command, folder) != 0) {
      throw new IOException(Files.readString(folder.resolve("podman.log")));
    }
  }

  /** Whether it can start this image at all. */
  boolean runs(String tag, String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("run", "--rm", "--pull", "never", tag));
    all.addAll(List.of(command));
    return run(all, folder) == 0;
  }

  /** Starts its API, as Docker has it, and returns the socket. */
  Path serve() throws IOException {
    Path socket = brief.resolve("socket");
    service =
        Optional.of(start(List.of("system", "service", "--time=0", "unix://" + socket), folder));
    Awaitility.await("podman listens").atMost(ConnectIT.PATIENCE).until(() -> Files.exists(socket));
    return socket;
  }

  private int run(List<String> arguments, Path output) throws IOException, InterruptedException {
    Process process = start(arguments, output);
    if (!process.waitFor(ConnectIT.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("podman " + arguments.get(0) + " does not end");
    }
    return process.exitValue();
  }

  private Process start(List<String> arguments, Path output) throws IOException {
    List<String> command = new ArrayList<>(List.of("podman"));
    command.addAll(List.of("--root", folder.resolve("store").toString()));
    command.addAll(List.of("--runroot", brief.resolve("run").toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(output.resolve("podman.log").toFile()));
    builder.environment().put("CONTAINERS_CONF", folder.resolve("containers.conf").toString());
    // Java's own options of a test would be those of every Java in every container.
    builder.environment().remove("JDK_JAVA_OPTIONS");
    return builder.start();
  }

  /** Ends what it serves, and removes all that it has built. */
  void end() throws IOException, InterruptedException {
    service.ifPresent(Process::destroy);
    if (service.isPresent()) {
      service.get().waitFor(10, TimeUnit.SECONDS);
    }
    // Unmounts what is mounted, so that the build can be cleaned.
    run(List.of("rm", "--all", "--force"), folder);
    run(List.of("rmi", "--all", "--force"), folder);
  }
}
