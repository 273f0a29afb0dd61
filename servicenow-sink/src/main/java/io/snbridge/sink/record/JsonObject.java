/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;

/** A value that is the text of a JSON object. */
final class JsonObject {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private JsonObject() {}

  /**
   * The fields in their order; an object within is a map, an array a list. Jackson bounds how deep
   * they may go (StreamReadConstraints: 1,000 in 2.21).
   *
   * @throws DataException when the text is not one JSON object: says where
   */
  static Map<String, Object> read(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new DataException(
            "The value is a string that holds no JSON object; a row's columns cannot be read off it");
      }
      Map<String, Object> fields = fields(parser);
      if (parser.nextToken() != null) {
        throw new DataException("The value is a JSON object with something after it");
      }
      return fields;
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage();
      throw new DataException(
          "The value is not JSON: line %d, column %d: %s"
              .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr(), reason));
    } catch (IOException e) {
      throw new DataException("The value could not be read as JSON", e);
    }
  }

  private static Map<String, Object> fields(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      fields.put(name, value(parser));
    }
    return fields;
  }

  private static List<Object> elements(JsonParser parser) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(parser));
    }
    return elements;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
      case START_OBJECT -> fields(parser);
      case START_ARRAY -> elements(parser);
      default -> parser.getText();
    };
  }
}
