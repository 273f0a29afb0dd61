/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.stack.PluginArchive;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A connector to measure, as a JSON file says:
 *
 * <pre>{@code
 * {
 *   "name": "shown in the results",
 *   "plugins": ["a zip, jar or folder for plugin.path, from the checkout; one * in its name may be"],
 *   "worker": {"worker.property": "value"},
 *   "topics": ["what it writes"],
 *   "config": {"connector.class": "...", "...": "${url}"}
 * }
 * }</pre>
 *
 * {@code ${name}} stands for a value of the run in all of them; {@link SourceRun} says which there
 * are.
 */
record ConnectorFile(JsonNode document) {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]+)}");

  static ConnectorFile read(Path file) throws IOException {
    return new ConnectorFile(new ObjectMapper().readTree(file.toFile()));
  }

  /** This connector with another one's {@code producer.override.*}. */
  ConnectorFile withProducerOf(ConnectorFile other) {
    ObjectNode changed = document.deepCopy();
    ObjectNode config = changed.withObject("config");
    other
        .document
        .path("config")
        .properties()
        .forEach(
            entry -> {
              if (entry.getKey().startsWith("producer.override.")) {
                config.set(entry.getKey(), entry.getValue());
              }
            });
    return new ConnectorFile(changed);
  }

  String name() {
    return document.path("name").asText();
  }

  /** The names of its topics. */
  List<String> topics(Map<String, String> values) {
    List<String> topics = new ArrayList<>();
    document.path("topics").forEach(topic -> topics.add(filled(topic.asText(), values)));
    return topics;
  }

  /** Properties of the worker. */
  Map<String, String> worker(Map<String, String> values) {
    Map<String, String> properties = new HashMap<>();
    document
        .path("worker")
        .properties()
        .forEach(
            entry -> properties.put(entry.getKey(), filled(entry.getValue().asText(), values)));
    return properties;
  }

  /**
   * What to post to Connect.
   *
   * @throws IllegalArgumentException for a placeholder that has no value
   */
  ObjectNode config(Map<String, String> values) {
    ObjectNode config = document.path("config").deepCopy();
    document
        .path("config")
        .properties()
        .forEach(entry -> config.put(entry.getKey(), filled(entry.getValue().asText(), values)));
    return config;
  }

  /**
   * Puts the plugins into a new folder, each in one of its own.
   *
   * @param root where relative paths begin
   * @throws IOException when one is not there
   */
  void install(Path root, Path folder) throws IOException {
    int number = 0;
    for (JsonNode plugin : document.path("plugins")) {
      Path source = find(root.resolve(plugin.asText()));
      Path target = Files.createDirectories(folder).resolve("plugin-" + ++number);
      if (Files.isDirectory(source)) {
        Files.createSymbolicLink(target, source.toAbsolutePath());
      } else if (source.toString().endsWith(".zip")) {
        PluginArchive.unpack(source, folder);
      } else {
        Files.createDirectories(target);
        Files.copy(source, target.resolve(source.getFileName()));
      }
    }
  }

  private static Path find(Path pattern) throws IOException {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(pattern.getParent(), pattern.getFileName().toString())) {
      for (Path path : found) {
        return path;
      }
    }
    throw new IOException("No plugin " + pattern);
  }

  private static String filled(String text, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            match -> {
              String value = values.get(match.group(1));
              if (value == null) {
                throw new IllegalArgumentException(
                    "${%s} has no value; there are %s".formatted(match.group(1), values.keySet()));
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
