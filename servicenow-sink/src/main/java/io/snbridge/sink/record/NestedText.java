/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.snbridge.sink.value.FieldValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * An object or a list as JSON text. Numbers and booleans are JSON's own; everything else in it is
 * the text that a column of its own would get.
 */
final class NestedText {

  private static final JsonFactory JSON = new JsonFactory();

  private NestedText() {}

  /**
   * @param path names the field in errors
   * @param schema null for a schemaless value
   * @throws DataException for what is no value of JSON: NaN, unknown types
   */
  static String of(String path, @Nullable Schema schema, @Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, path, schema, value, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return text.toString();
  }

  private static void write(
      JsonGenerator json, String path, @Nullable Schema schema, @Nullable Object value, int depth)
      throws IOException {
    Nesting.check(path, depth);
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Struct struct && !LogicalTypes.isNumber(schema)) {
      json.writeStartObject();
      for (Field field : struct.schema().fields()) {
        json.writeFieldName(UnicodeText.checked(path, field.name()));
        write(
            json,
            path + "." + field.name(),
            field.schema(),
            struct.getWithoutDefault(field.name()),
            depth + 1);
      }
      json.writeEndObject();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String name = name(path, entry.getKey());
        json.writeFieldName(name);
        write(json, path + "." + name, elements(schema), entry.getValue(), depth + 1);
      }
      json.writeEndObject();
    } else if (value instanceof Collection<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        write(json, path + "[]", elements(schema), element, depth + 1);
      }
      json.writeEndArray();
    } else {
      writeScalar(json, ScalarValue.of(path, schema, value));
    }
  }

  private static void writeScalar(JsonGenerator json, FieldValue value) throws IOException {
    if (value instanceof FieldValue.Numeric) {
      json.writeNumber(value.text());
    } else {
      json.writeString(value.text());
    }
  }

  private static String name(String path, @Nullable Object key) {
    if (key instanceof CharSequence || key instanceof Number || key instanceof Boolean) {
      return UnicodeText.checked(path, key.toString());
    }
    throw new DataException(
        "Field '%s' is a map with a key that is not text (%s)"
            .formatted(path, key == null ? "null" : key.getClass().getName()));
  }

  private static @Nullable Schema elements(@Nullable Schema schema) {
    return schema == null ? null : schema.valueSchema();
  }
}
