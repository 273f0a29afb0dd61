/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Kafka's console consumer and producer as scripts for the user to play with: {@code consume TOPIC}
 * and {@code produce [TOPIC]} know the broker, and take more options of Kafka's behind the topic.
 */
final class ConsoleTools {

  private ConsoleTools() {}

  /**
   * Writes the scripts.
   *
   * @param bootstrapServers the broker's address
   */
  static void write(Path folder, String classPath, String bootstrapServers) throws IOException {
    write(
        folder.resolve("consume"),
        """
        [ $# -gt 0 ] || { echo "usage: $0 TOPIC [kafka-console-consumer options]" >&2; exit 1; }
        exec "%s" -cp "%s" org.apache.kafka.tools.consumer.ConsoleConsumer \\
          --bootstrap-server %s --from-beginning --formatter-property print.key=true \\
          --topic "$@"
        """
            .formatted(java(), classPath, bootstrapServers));
    // ignore.error: a line without a key is sent as it is.
    write(
        folder.resolve("produce"),
        """
        [ $# -gt 0 ] || set -- %s
        exec "%s" -cp "%s" org.apache.kafka.tools.ConsoleProducer \\
          --bootstrap-server %s --reader-property parse.key=true \\
          --reader-property 'key.separator=|' --reader-property ignore.error=true \\
          --topic "$@"
        """
            .formatted(WebShop.TOPIC, java(), classPath, bootstrapServers));
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static void write(Path script, String lines) throws IOException {
    Files.writeString(script, "#!/usr/bin/env bash\n" + lines);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
