/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * A base image for where Kafka's own cannot be had: as little of this machine as Java and a shell
 * need, a Java runtime that jlink trims, and the jars of a Kafka, at the places where Kafka's image
 * has them.
 */
final class OwnBase {

  /** As docs/guides/deploy.md says: what Kafka needs, and jdk.net. */
  static final String MODULES =
      "java.base,java.desktop,java.logging,java.management,java.naming,java.security.jgss,"
          + "java.security.sasl,java.sql,java.xml,jdk.crypto.ec,jdk.management,jdk.net,jdk.unsupported";

  private static final Pattern LIBRARY = Pattern.compile("(/\\S+\\.so\\S*) \\(0x");

  private OwnBase() {}

  /** Whether the JDK that runs this can trim a runtime. */
  static boolean isPossible() {
    return ToolProvider.findFirst("jlink").isPresent()
        && Files.isDirectory(Path.of(System.getProperty("java.home"), "jmods"))
        && Files.isExecutable(Path.of("/bin/sh"));
  }

  /**
   * Writes a Dockerfile and what it copies.
   *
   * @param libs Kafka's jars
   */
  static void write(Path folder, Path libs) throws IOException, InterruptedException {
    Path root = Files.createDirectories(folder.resolve("root"));
    trim(root.resolve("opt/java"));
    copy(Path.of("/bin/sh"), root.resolve("bin/sh"));
    Set<Path> binaries = new LinkedHashSet<>(List.of(Path.of("/bin/sh")));
    try (Stream<Path> java = Files.walk(root.resolve("opt/java"))) {
      java.filter(file -> file.endsWith("bin/java") || file.toString().endsWith(".so"))
          .forEach(binaries::add);
    }
    for (Path binary : binaries) {
      for (Path library : libraries(binary)) {
        copy(library, root.resolve(library.toString().substring(1)));
      }
    }
    Path jars = Files.createDirectories(root.resolve("opt/kafka/libs"));
    try (Stream<Path> files = Files.list(libs)) {
      for (Path jar : files.toList()) {
        Files.createLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    Path script =
        Files.createDirectories(root.resolve("opt/kafka/bin")).resolve("connect-distributed.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        exec java $KAFKA_HEAP_OPTS $KAFKA_OPTS -Dlog4j2.level=INFO -cp '/opt/kafka/libs/*' \\
          org.apache.kafka.connect.cli.ConnectDistributed "$@"
        """);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/passwd"), "appuser:x:1000:1000::/tmp:/bin/sh\n");
    Path tmp = Files.createDirectories(root.resolve("tmp"));
    Files.setPosixFilePermissions(tmp, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(
        folder.resolve("Dockerfile"),
        """
        FROM scratch
        COPY root/ /
        ENV PATH=/opt/java/bin:/bin
        USER 1000
        """);
  }

  private static void trim(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    StringWriter said = new StringWriter();
    int status =
        ToolProvider.findFirst("jlink")
            .orElseThrow()
            .run(
                new PrintWriter(said, true),
                new PrintWriter(said, true),
                "--add-modules",
                MODULES,
                "--no-header-files",
                "--no-man-pages",
                "--output",
                target.toString());
    if (status != 0) {
      throw new IOException("jlink ended with " + status + ": " + said);
    }
  }

  /** What the loader of this machine loads for it. */
  private static List<Path> libraries(Path binary) throws IOException, InterruptedException {
    Process ldd = new ProcessBuilder("ldd", binary.toString()).redirectErrorStream(true).start();
    String output = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    ldd.waitFor();
    Matcher found = LIBRARY.matcher(output);
    return found.results().map(match -> Path.of(match.group(1))).filter(Files::exists).toList();
  }

  private static void copy(Path from, Path to) throws IOException {
    // Those of the runtime itself are there already.
    if (Files.exists(to) || from.toString().contains("/opt/java/")) {
      return;
    }
    Files.createDirectories(to.getParent());
    Files.copy(from.toRealPath(), to);
  }
}
