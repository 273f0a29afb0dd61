/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * What a record's key holds, whatever its converter made of it: bytes are read as text, and text
 * that is a JSON object as its fields, because a topic's keys are often read by another converter
 * than they were written by.
 */
final class KeyContent {

  private final Object content;

  private KeyContent(Object content) {
    this.content = content;
  }

  static KeyContent of(Object key) {
    if (key instanceof byte[] bytes) {
      return of(new String(bytes, StandardCharsets.UTF_8));
    }
    if (key instanceof ByteBuffer bytes) {
      return of(StandardCharsets.UTF_8.decode(bytes.duplicate()).toString());
    }
    return new KeyContent(key instanceof String text ? parsed(text.strip()) : key);
  }

  private static Object parsed(String text) {
    if (text.startsWith("{")) {
      try {
        return JsonObject.read(text);
      } catch (DataException somebodysOwnKey) {
        return text;
      }
    }
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** The text that the key is, when it is one. */
  Optional<String> text() {
    return content instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** Whether the key has fields or elements, and is no single value. */
  boolean isStructure() {
    return content instanceof Struct || content instanceof Map || content instanceof Collection;
  }

  /** The names of the key's fields; none when it has none. */
  List<String> names() {
    if (content instanceof Struct struct) {
      return struct.schema().fields().stream().map(Field::name).toList();
    }
    return content instanceof Map<?, ?> map
        ? map.keySet().stream().map(String::valueOf).toList()
        : List.of();
  }

  /** What a field has; empty when it is null, empty text, or not there. */
  Optional<String> field(String name) {
    Object value = null;
    if (content instanceof Struct struct && struct.schema().field(name) != null) {
      value = struct.getWithoutDefault(name);
    } else if (content instanceof Map<?, ?> map) {
      value = map.get(name);
    }
    return Optional.ofNullable(value).map(KeyContent::text).filter(text -> !text.isEmpty());
  }

  /** Some converters leave text as bytes. */
  static String text(Object value) {
    byte[] bytes = ScalarValue.bytes(value);
    return bytes == null ? value.toString() : new String(bytes, StandardCharsets.UTF_8);
  }

  /** For errors: {@code a structure with the fields [sysId]}. */
  String describe() {
    if (content == null) {
      return "null";
    }
    if (content instanceof Struct || content instanceof Map) {
      return "a structure with the fields " + names();
    }
    return content instanceof Collection ? "a list" : "a single value that is not a sys_id";
  }
}
