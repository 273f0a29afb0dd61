/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes the columns of one row as the JSON object that a write sends. */
final class RowJson {

  private static final JsonFactory JSON = new JsonFactory();

  private RowJson() {}

  /**
   * @throws IllegalArgumentException for a null value
   */
  static String of(Map<String, String> values) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, String> column : values.entrySet()) {
        if (column.getValue() == null) {
          throw new IllegalArgumentException(
              "Column '%s' is null; leave it out, or clear it with an empty text"
                  .formatted(column.getKey()));
        }
        json.writeStringField(column.getKey(), column.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer does not fail", e);
    }
    return text.toString();
  }
}
