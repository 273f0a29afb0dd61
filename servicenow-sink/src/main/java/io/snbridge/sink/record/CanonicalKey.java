/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * One text for each key, whatever converter it came through: like JSON, with fields sorted by name,
 * so that a Struct and a Map with the same content are the same key, and numbers by value, so that
 * widening a schema's integer changes no identity. Text and number stay apart ({@code "1"}, {@code
 * 1}). Changing this changes the identity of rows already written: never do.
 */
final class CanonicalKey {

  private CanonicalKey() {}

  /**
   * @throws DataException for null and for what cannot be told apart reliably
   */
  static String of(Object key) {
    if (key == null) {
      throw new DataException(
          "id.mode=derived computes the row's id from the key, but the key is null. Give the record"
              + " a key, or name what identifies its row in value.id.path");
    }
    StringBuilder text = new StringBuilder();
    append(text, key, 0);
    return text.toString();
  }

  @SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
  private static void append(StringBuilder text, Object value, int depth) {
    Nesting.check("key", depth);
    if (value == null || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof CharSequence chars) {
      quote(text, chars);
    } else if (value instanceof Number number) {
      BigDecimal decimal = Numbers.stripped("key", Numbers.decimal("key", number));
      text.append(Numbers.plain("key", decimal));
    } else if (value instanceof java.util.Date date) {
      text.append('t').append(date.getTime());
    } else if (value instanceof byte[] bytes) {
      text.append('x').append(HexFormat.of().formatHex(bytes));
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      append(text, bytes, depth);
    } else if (value instanceof Collection<?> list) {
      appendAll(text, list, depth + 1);
    } else {
      appendFields(text, fields(value), depth + 1);
    }
  }

  private static void appendAll(StringBuilder text, Collection<?> list, int depth) {
    text.append('[');
    Iterator<?> elements = list.iterator();
    while (elements.hasNext()) {
      append(text, elements.next(), depth);
      text.append(elements.hasNext() ? "," : "");
    }
    text.append(']');
  }

  private static void appendFields(StringBuilder text, Map<String, Object> fields, int depth) {
    text.append('{');
    String separator = "";
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      text.append(separator);
      quote(text, field.getKey());
      text.append(':');
      append(text, field.getValue(), depth);
      separator = ",";
    }
    text.append('}');
  }

  private static Map<String, Object> fields(Object value) {
    Map<String, Object> fields = new TreeMap<>();
    if (value instanceof Struct struct) {
      for (Field field : struct.schema().fields()) {
        fields.put(field.name(), struct.getWithoutDefault(field.name()));
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String name)) {
          throw new DataException("The key is a map, and not all of its keys are strings");
        }
        fields.put(name, entry.getValue());
      }
    } else {
      throw new DataException(
          "No row id can be computed from a key of type " + value.getClass().getName());
    }
    return fields;
  }

  /** In an id half a surrogate pair would be a question mark, and so all of them one key. */
  private static void quote(StringBuilder text, CharSequence chars) {
    UnicodeText.checked("key", chars.toString());
    text.append('"');
    for (int i = 0; i < chars.length(); i++) {
      char c = chars.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }
}
