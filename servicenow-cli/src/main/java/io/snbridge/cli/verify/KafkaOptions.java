/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.cli.connector.ConnectorFiles;
import io.snbridge.cli.connector.ConnectorSettings;
import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.Output;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import picocli.CommandLine.Option;

/** How a command reads a connector's records from Kafka. Used as a mixin. */
final class KafkaOptions {

  @Option(
      names = {"-b", "--bootstrap-server"},
      required = true,
      paramLabel = "HOST:PORT",
      description = "The brokers of Kafka.")
  private String bootstrap = "";

  @Option(
      names = "--command-config",
      paramLabel = "FILE",
      description = "A properties file for the consumer, with what it needs to sign in.")
  private Optional<Path> commandConfig = Optional.empty();

  @Option(
      names = "--worker-config",
      paramLabel = "FILE",
      description =
          "The worker's properties file: its converters are used where the connector has none.")
  private Optional<Path> workerConfig = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A converter's key, in place of the connector's; may be repeated.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--plugin-path",
      split = ",",
      paramLabel = "FOLDER",
      description = "Where the jars of converters are that are not Kafka's own.")
  private List<Path> pluginPath = new ArrayList<>();

  /** Of a consumer that only reads, and only what is committed. */
  Map<String, Object> consumer(Output output) {
    Map<String, Object> config = new HashMap<>();
    commandConfig.ifPresent(file -> config.putAll(file(file, output)));
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    // Several partitions at once would be 50 MiB.
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(8 << 20));
    config.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "30000");
    return config;
  }

  /** The converters' settings: what was set here, the connector's, the worker's. */
  Map<String, String> converters(ConnectorSettings connector, Output output) {
    Map<String, String> all = new HashMap<>();
    workerConfig.ifPresent(file -> all.putAll(file(file, output)));
    for (String converter : List.of("key.converter", "value.converter", "header.converter")) {
      if (connector.properties().containsKey(converter)) {
        // Its own converter knows nothing of the worker's keys.
        all.keySet().removeIf(key -> key.startsWith(converter));
      }
    }
    connector
        .properties()
        .forEach(
            (key, value) -> {
              if (key.contains(".converter")) {
                all.put(key, value);
              }
            });
    all.putAll(set);
    return all;
  }

  private static Map<String, String> file(Path file, Output output) {
    Map<String, String> settings = ConnectorFiles.properties(file);
    output.hide(ConnectorSettings.secretsOf(settings));
    return settings;
  }

  /** Where the classes of converters are. */
  ClassLoader plugins() {
    List<URL> jars = new ArrayList<>();
    for (Path folder : pluginPath) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
          jars.add(url(jar));
        }
      } catch (IOException unreadable) {
        throw CommandException.decide(
            "Folder " + folder + " of --plugin-path cannot be read: " + unreadable, unreadable);
      }
    }
    ClassLoader own = KafkaOptions.class.getClassLoader();
    return jars.isEmpty() ? own : new URLClassLoader(jars.toArray(new URL[0]), own);
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }
}
