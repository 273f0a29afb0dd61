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
   * @param kafkaVersion of the tools, {@code 4.3.1} for example
   * @param bootstrapServers the broker's address
   */
  static void write(Path folder, String classPath, String kafkaVersion, String bootstrapServers)
      throws IOException {
    boolean named = namesWhatAPropertyIsOf(kafkaVersion);
    write(
        folder.resolve("consume"),
        """
        [ $# -gt 0 ] || { echo "usage: $0 TOPIC [kafka-console-consumer options]" >&2; exit 1; }
        exec "%s" -cp "%s" org.apache.kafka.tools.consumer.ConsoleConsumer \\
          --bootstrap-server %s --from-beginning %s print.key=true \\
          --topic "$@"
        """
            .formatted(
                java(),
                classPath,
                bootstrapServers,
                named ? "--formatter-property" : "--property"));
    // ignore.error: a line without a key is sent as it is.
    write(
        folder.resolve("produce"),
        """
        [ $# -gt 0 ] || set -- %1$s
        exec "%2$s" -cp "%3$s" org.apache.kafka.tools.ConsoleProducer \\
          --bootstrap-server %4$s %5$s parse.key=true \\
          %5$s 'key.separator=|' %5$s ignore.error=true \\
          --topic "$@"
        """
            .formatted(
                WebShop.TOPIC,
                java(),
                classPath,
                bootstrapServers,
                named ? "--reader-property" : "--property"));
  }

  /** Since Kafka 4.2 (KIP-1147), which warns of {@code --property}; Kafka 5 has no such option. */
  private static boolean namesWhatAPropertyIsOf(String kafkaVersion) {
    String[] parts = kafkaVersion.split("[.-]", -1);
    int major = Integer.parseInt(parts[0]);
    return major > 4 || (major == 4 && Integer.parseInt(parts[1]) >= 2);
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  private static void write(Path script, String lines) throws IOException {
    Files.writeString(script, "#!/usr/bin/env bash\n" + lines);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
