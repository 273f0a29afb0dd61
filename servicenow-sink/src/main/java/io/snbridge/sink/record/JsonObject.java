/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

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
   * they may go, and how long names, texts and numbers are (StreamReadConstraints: 1,000 levels,
   * 50,000 and 20,000,000 characters, 1,000 digits in 2.21).
   *
   * @throws DataException when the text is not one JSON object, or beyond those bounds: says where
   */
  static Map<String, Object> read(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new DataException(
            "The value is a string but not a JSON object, so it has no columns");
      }
      Map<String, Object> fields = fields(parser);
      if (parser.nextToken() != null) {
        throw new DataException("The value is a JSON object with something after it");
      }
      return fields;
    } catch (JsonProcessingException e) {
      // Of a text that is beyond Jackson's bounds (StreamReadConstraints) no place is told.
      String where = e.getLocation() == null ? "" : where(e.getLocation()) + ": ";
      throw new DataException(
          "The value is not JSON that can be read: " + where + e.getOriginalMessage());
    } catch (IOException e) {
      throw new DataException("The value could not be read as JSON", e);
    }
  }

  /** By a loop: how deep a text goes is not for the stack to bear. */
  private static Map<String, Object> fields(JsonParser parser) throws IOException {
    Map<String, Object> whole = new LinkedHashMap<>();
    Deque<Object> open = new ArrayDeque<>();
    open.push(whole);
    while (!open.isEmpty()) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
        open.pop();
      } else if (token != JsonToken.FIELD_NAME) {
        Object value = value(parser);
        add(open.peek(), parser, value);
        if (value != null && token.isStructStart()) {
          open.push(value);
        }
      }
    }
    return whole;
  }

  @SuppressWarnings("unchecked") // what is made here has no others in it
  private static void add(Object open, JsonParser parser, @Nullable Object value)
      throws IOException {
    if (open instanceof Map) {
      JsonStreamContext at = parser.getParsingContext();
      boolean isWithin = parser.currentToken().isStructStart();
      String name = isWithin ? at.getParent().getCurrentName() : at.getCurrentName();
      ((Map<String, Object>) open).put(name, value);
    } else {
      ((List<Object>) open).add(value);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
      case VALUE_NUMBER_FLOAT -> decimal(parser);
      case START_OBJECT -> new LinkedHashMap<String, Object>();
      case START_ARRAY -> new ArrayList<>();
      default -> parser.getText();
    };
  }

  private static BigDecimal decimal(JsonParser parser) throws IOException {
    try {
      return parser.getDecimalValue();
    } catch (NumberFormatException beyondAllExponents) {
      throw new DataException(
          "The value is JSON with a number whose exponent is beyond all bounds: "
              + where(parser.currentLocation()));
    }
  }

  private static String where(JsonLocation at) {
    return "line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }
}
