/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Kafka's console consumer and producer as scripts, for the user to play with. */
final class ConsoleTools {

  private ConsoleTools() {}

  static void write(Path folder, String classPath) throws IOException {
    write(
        folder.resolve("kafka-console-consumer"),
        classPath,
        "org.apache.kafka.tools.consumer.ConsoleConsumer");
    write(
        folder.resolve("kafka-console-producer"),
        classPath,
        "org.apache.kafka.tools.ConsoleProducer");
  }

  private static void write(Path script, String classPath, String mainClass) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.writeString(
        script,
        """
        #!/usr/bin/env bash
        exec "%s" -cp "%s" %s "$@"
        """
            .formatted(java, classPath, mainClass));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
