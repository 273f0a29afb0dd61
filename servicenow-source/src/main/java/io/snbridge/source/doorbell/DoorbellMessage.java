/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.doorbell;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tables a message names: in the member {@code table} of its JSON value, or in its key. */
final class DoorbellMessage {

  /** More are not read of one message. */
  static final int MOST_TABLES = 1000;

  private static final JsonFactory JSON = new JsonFactory();

  private DoorbellMessage() {}

  /**
   * The names, as they are written.
   *
   * @return empty when it names none
   */
  static List<String> tables(byte @Nullable [] key, byte @Nullable [] value) {
    List<String> named = value == null ? List.of() : ofValue(value);
    return named.isEmpty() && key != null ? ofKey(key) : named;
  }

  private static List<String> ofValue(byte[] value) {
    try (JsonParser parser = JSON.createParser(value)) {
      return parser.nextToken() == JsonToken.START_OBJECT ? ofObject(parser) : List.of();
    } catch (IOException notJson) {
      return List.of();
    }
  }

  /** JsonConverter puts an object with a schema into a payload. */
  private static List<String> ofObject(JsonParser parser) throws IOException {
    List<String> tables = new ArrayList<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken token = parser.nextToken();
      if (name.equals("table")) {
        addNames(parser, tables);
      } else if (name.equals("payload") && token == JsonToken.START_OBJECT) {
        tables.addAll(ofObject(parser));
      } else {
        parser.skipChildren();
      }
    }
    return tables;
  }

  private static void addNames(JsonParser parser, List<String> tables) throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        addName(parser, tables);
      }
    } else {
      addName(parser, tables);
    }
  }

  private static void addName(JsonParser parser, List<String> tables) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING && tables.size() < MOST_TABLES) {
      String name = parser.getText().strip();
      if (!name.isEmpty()) {
        tables.add(name);
      }
    } else {
      parser.skipChildren();
    }
  }

  /** JsonConverter puts a text between quotes. */
  private static List<String> ofKey(byte[] key) {
    String text = new String(key, StandardCharsets.UTF_8).strip();
    boolean isQuoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    String name = isQuoted ? text.substring(1, text.length() - 1) : text;
    return name.isEmpty() ? List.of() : List.of(name);
  }
}
