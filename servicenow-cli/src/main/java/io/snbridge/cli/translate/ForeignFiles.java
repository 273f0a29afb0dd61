/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.snbridge.cli.connector.ConnectorFiles;
import io.snbridge.cli.console.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Reads configurations of other connectors: JSON and properties as Connect takes them, YAML as the
 * bridge takes it, and Strimzi's {@code KafkaConnector}.
 */
final class ForeignFiles {

  private static final YAMLMapper YAML = new YAMLMapper();

  private ForeignFiles() {}

  /**
   * What stands in a file.
   *
   * @throws CommandException when it cannot be read, or is none of these
   */
  static Foreign read(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
      return new Foreign(file.toString(), ConnectorFiles.read(file));
    }
    try {
      JsonNode document = YAML.readTree(Files.readString(file));
      if (!document.isObject()) {
        throw CommandException.decide("File " + file + " has no keys");
      }
      return "KafkaConnector".equals(document.path("kind").asText())
          ? ofStrimzi(document, file)
          : new Foreign(file.toString(), flat(document));
    } catch (JsonProcessingException wrong) {
      // Its message has a part of the text, which may be a secret.
      throw CommandException.decide(
          "File %s is not YAML, line %d, column %d"
              .formatted(file, wrong.getLocation().getLineNr(), wrong.getLocation().getColumnNr()));
    } catch (IOException unreadable) {
      throw CommandException.decide("File " + file + " cannot be read: " + unreadable, unreadable);
    }
  }

  private static Foreign ofStrimzi(JsonNode document, Path file) {
    JsonNode spec = document.path("spec");
    Map<String, String> settings = flat(spec.path("config"));
    settings.put("connector.class", spec.path("class").asText());
    settings.put("name", document.path("metadata").path("name").asText());
    settings.put("tasks.max", spec.path("tasksMax").asText());
    return new Foreign(file.toString(), settings);
  }

  private static Map<String, String> flat(JsonNode document) {
    Map<String, String> settings = new TreeMap<>();
    add("", document, settings);
    return settings;
  }

  private static void add(String path, JsonNode node, Map<String, String> settings) {
    String prefix = path.isEmpty() ? "" : path + ".";
    if (node.isObject()) {
      node.properties().forEach(entry -> add(prefix + entry.getKey(), entry.getValue(), settings));
    } else if (node.isArray() && isOfValues(node)) {
      settings.put(
          path,
          StreamSupport.stream(node.spliterator(), false)
              .map(JsonNode::asText)
              .collect(Collectors.joining(",")));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        add(prefix + i, node.get(i), settings);
      }
    } else if (!node.isNull()) {
      settings.put(path, node.asText());
    }
  }

  private static boolean isOfValues(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).allMatch(JsonNode::isValueNode);
  }
}
