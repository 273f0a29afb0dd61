/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Kafka versions that this project runs on, as folders of jars that the build made. */
public enum KafkaRuntime {
  /** The oldest supported. */
  KAFKA_3_9("kafka-3.9"),
  /** The newest supported. */
  KAFKA_4_3("kafka-4.3");

  private final String module;

  KafkaRuntime(String module) {
    this.module = module;
  }

  /**
   * The class path of broker, worker and tools.
   *
   * @param projectRoot the checkout
   * @throws IllegalStateException when the build has not made the folder yet
   */
  public String classPath(Path projectRoot) {
    Path libs = projectRoot.resolve("kafka-runtimes").resolve(module).resolve("target/libs");
    if (!Files.isDirectory(libs)) {
      throw new IllegalStateException(
          "No Kafka jars in " + libs + "; './mvnw package' puts them there");
    }
    return libs.resolve("*").toString();
  }

  /**
   * A line of a log file: time, level, thread, connector and task, message, logger. Connect's
   * {@code Worker} says only at DEBUG that a task stopped in time.
   *
   * @param level of the connectors and of Connect's {@code Worker}; all else logs at INFO
   */
  public void writeLogging(Path folder, String level) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("log4j.properties"),
        """
        log4j.rootLogger=INFO, console
        log4j.appender.console=org.apache.log4j.ConsoleAppender
        log4j.appender.console.layout=org.apache.log4j.PatternLayout
        log4j.appender.console.layout.ConversionPattern=[%%d] %%p [%%t] %%X{connector.context}%%m (%%c)%%n
        log4j.logger.io.snbridge=%1$s
        log4j.logger.org.apache.kafka.connect.runtime.Worker=%1$s
        """
            .formatted(level));
    Files.writeString(
        folder.resolve("log4j2.properties"),
        """
        appender.console.type=Console
        appender.console.name=console
        appender.console.layout.type=PatternLayout
        appender.console.layout.pattern=[%%d] %%p [%%t] %%X{connector.context}%%m (%%c)%%n
        rootLogger.level=info
        rootLogger.appenderRef.console.ref=console
        logger.snbridge.name=io.snbridge
        logger.snbridge.level=%1$s
        logger.worker.name=org.apache.kafka.connect.runtime.Worker
        logger.worker.level=%1$s
        """
            .formatted(level));
  }
}
