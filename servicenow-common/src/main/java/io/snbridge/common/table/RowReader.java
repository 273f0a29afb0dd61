/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.snbridge.common.transport.PoisonedBodyException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads rows off a JSON parser. A value is text, whatever JSON type it has: an instance writes
 * everything as a string, an empty value as {@code ""}. A JSON null is therefore an empty value,
 * and not an absent column, which would say that the user may not read it. An object is its {@code
 * value}, or its {@code display_value} with {@link DisplayValue#TRUE}. Owned by the thread that
 * reads the body.
 */
final class RowReader {

  private final DisplayValue mode;
  private final RowValues.Builder values = new RowValues.Builder();
  private final RowValues.Builder displayValues = new RowValues.Builder();

  RowReader(DisplayValue mode) {
    this.mode = mode;
  }

  /** The rows of an array, the parser being at its begin; leaves it at its end. */
  List<Row> rows(JsonParser json) throws IOException {
    if (!json.isExpectedStartArrayToken()) {
      throw Envelope.unexpected("\"result\"", json.currentToken(), "an array");
    }
    List<Row> rows = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (!json.isExpectedStartObjectToken()) {
        throw notARow(rows.size() + 1, json.currentToken());
      }
      rows.add(next(json));
    }
    return rows;
  }

  /** One row, the parser being at its begin; leaves it at its end. */
  Row row(JsonParser json) throws IOException {
    if (!json.isExpectedStartObjectToken()) {
      throw Envelope.unexpected("\"result\"", json.currentToken(), "an object");
    }
    return next(json);
  }

  /** A string stands where the instance cancelled the query: it may have time for fewer rows. */
  private static PoisonedBodyException notARow(int element, JsonToken seen) {
    return new PoisonedBodyException(
        Envelope.unexpectedText("element " + element + " of \"result\"", seen, "an object"),
        seen == JsonToken.VALUE_STRING);
  }

  private Row next(JsonParser json) throws IOException {
    for (String column = json.nextFieldName(); column != null; column = json.nextFieldName()) {
      String text = json.nextTextValue();
      if (text != null) {
        values.put(column, text);
      } else if (json.isExpectedStartObjectToken()) {
        nested(json, column);
      } else {
        values.put(column, orEmpty(Envelope.scalar(json, column)));
      }
    }
    return new Row(values.build(), displayValues.build());
  }

  private void nested(JsonParser json, String column) throws IOException {
    boolean hasValue = false;
    boolean hasDisplay = false;
    String value = null;
    String display = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      if (name.equals("value")) {
        hasValue = true;
        value = Envelope.scalar(json, column);
      } else if (name.equals("display_value")) {
        hasDisplay = true;
        display = Envelope.scalar(json, column);
      } else {
        json.skipChildren();
      }
    }
    if (mode == DisplayValue.TRUE ? !hasDisplay : !hasValue) {
      throw new PoisonedBodyException(
          "column '%s' is an object without \"%s\""
              .formatted(column, mode == DisplayValue.TRUE ? "display_value" : "value"),
          false);
    }
    values.put(column, orEmpty(mode == DisplayValue.TRUE ? display : value));
    if (mode == DisplayValue.ALL && display != null) {
      displayValues.put(column, display);
    }
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
