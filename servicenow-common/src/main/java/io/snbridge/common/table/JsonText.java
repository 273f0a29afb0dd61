/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;

/** The text of any JSON value. */
final class JsonText {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /**
   * A string, number or boolean as it is, an empty text for a JSON null, and JSON for an object or
   * an array, the parser being at its begin; leaves it at its end.
   */
  static String of(JsonParser json) throws IOException {
    if (json.currentToken().isStructStart()) {
      return nested(json);
    }
    return json.currentToken() == JsonToken.VALUE_NULL ? "" : json.getText();
  }

  private static String nested(JsonParser json) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator copy = JSON.createGenerator(text)) {
      int depth = 0;
      do {
        JsonToken token = depth == 0 ? json.currentToken() : json.nextToken();
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        }
        copy(json, token, copy);
      } while (depth > 0);
    }
    return text.toString();
  }

  /** Numbers as they are written: to know which they are takes long, and they would lose digits. */
  private static void copy(JsonParser json, JsonToken token, JsonGenerator copy)
      throws IOException {
    if (token.isNumeric()) {
      copy.writeNumber(json.getText());
    } else {
      copy.copyCurrentEvent(json);
    }
  }
}
