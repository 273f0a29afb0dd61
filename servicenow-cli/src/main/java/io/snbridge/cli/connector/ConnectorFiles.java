/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.console.CommandException;
import io.snbridge.common.keys.ConnectorKind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Reads connector configurations: {@code {"name": ..., "config": {...}}} as Connect's REST API
 * takes it, the settings alone, or a properties file as a standalone worker takes it.
 */
public final class ConnectorFiles {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLASS = "connector.class";

  private ConnectorFiles() {}

  /**
   * The settings in a file, without a look at what they are.
   *
   * @throws CommandException when the file cannot be read, or is none of these
   */
  public static Map<String, String> read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException unreadable) {
      throw CommandException.decide("File " + file + " cannot be read: " + unreadable, unreadable);
    }
    if (text.stripLeading().startsWith("{")) {
      return ofJson(text, file.toString());
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException | IllegalArgumentException wrong) {
      throw CommandException.decide(
          "File " + file + " is neither JSON nor a properties file: " + wrong.getMessage(), wrong);
    }
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
    return settings;
  }

  /**
   * The settings in a file, with the values of placeholders.
   *
   * @throws CommandException when the file cannot be read, or a value is not to be had here
   */
  public static Map<String, String> properties(Path file) {
    return Placeholders.resolve(read(file));
  }

  private static Map<String, String> ofJson(String text, String where) {
    try {
      return of(JSON.readTree(text), where);
    } catch (JsonProcessingException wrong) {
      // Its message has a part of the text, which may be a secret.
      throw CommandException.decide(
          "File %s is not JSON, line %d, column %d"
              .formatted(
                  where, wrong.getLocation().getLineNr(), wrong.getLocation().getColumnNr()));
    }
  }

  /** The settings of a JSON document; the name is one of them. */
  static Map<String, String> of(JsonNode document, String where) {
    JsonNode config = document.path("config").isObject() ? document.get("config") : document;
    Map<String, String> settings = new TreeMap<>();
    config
        .properties()
        .forEach(
            entry -> {
              JsonNode value = entry.getValue();
              if (value.isContainerNode()) {
                throw CommandException.decide(
                    "%s: the value of '%s' is not a text".formatted(where, entry.getKey()));
              }
              if (!value.isNull()) {
                settings.put(entry.getKey(), value.asText());
              }
            });
    if (document.path("name").isTextual()) {
      settings.putIfAbsent("name", document.get("name").asText());
    }
    return settings;
  }

  /**
   * Settings of one of our connectors, with the values of placeholders.
   *
   * @param where they are from, for errors
   * @throws CommandException when they are another connector's, or a value is not to be had here
   */
  public static ConnectorSettings settings(Map<String, String> written, String where) {
    ConnectorKind kind = kind(written, where);
    return new ConnectorSettings(
        written.getOrDefault("name", ""), kind, written, Placeholders.resolve(written));
  }

  /**
   * Which of our connectors has these settings.
   *
   * @param where they are from, for errors
   * @throws CommandException when they are another connector's
   */
  public static ConnectorKind kind(Map<String, String> written, String where) {
    return ofClass(written.getOrDefault(CLASS, ""), where);
  }

  /** By the whole name of the class or, as Connect takes it, a shorter one. */
  private static ConnectorKind ofClass(String type, String where) {
    String simple = type.substring(type.lastIndexOf('.') + 1).replaceFirst("Connector$", "");
    return switch (simple.toLowerCase(Locale.ROOT)) {
      case "servicenowsource" -> kind(type, "io.snbridge.source.", ConnectorKind.SOURCE, where);
      case "servicenowsink" -> kind(type, "io.snbridge.sink.", ConnectorKind.SINK, where);
      default -> throw notOurs(type, where);
    };
  }

  private static ConnectorKind kind(String type, String prefix, ConnectorKind kind, String where) {
    if (type.contains(".") && !type.startsWith(prefix)) {
      throw notOurs(type, where);
    }
    return kind;
  }

  private static CommandException notOurs(String type, String where) {
    return CommandException.decide(
        type.isEmpty()
            ? "%s has no '%s'".formatted(where, CLASS)
            : ("%s is a configuration of '%s', not of a connector of this project."
                    + " 'translate' makes one of it, if it is another ServiceNow connector's")
                .formatted(where, type));
  }
}
