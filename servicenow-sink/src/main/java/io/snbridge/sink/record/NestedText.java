/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

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
  static String of(String path, Schema schema, Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, path, schema, value);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, String path, Schema schema, Object value)
      throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Number) {
      json.writeNumber(ColumnText.of(path, schema, value));
    } else if (value instanceof Struct struct) {
      json.writeStartObject();
      for (Field field : struct.schema().fields()) {
        json.writeFieldName(field.name());
        write(json, path + "." + field.name(), field.schema(), struct.get(field));
      }
      json.writeEndObject();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        String name = String.valueOf(entry.getKey());
        json.writeFieldName(name);
        write(json, path + "." + name, elements(schema), entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Collection<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        write(json, path + "[]", elements(schema), element);
      }
      json.writeEndArray();
    } else {
      json.writeString(ColumnText.of(path, schema, value));
    }
  }

  private static Schema elements(Schema schema) {
    return schema == null ? null : schema.valueSchema();
  }
}
