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
      StringWriter text = new StringWriter();
      try (JsonGenerator copy = JSON.createGenerator(text)) {
        copy.copyCurrentStructure(json);
      }
      return text.toString();
    }
    return json.currentToken() == JsonToken.VALUE_NULL ? "" : json.getText();
  }
}
