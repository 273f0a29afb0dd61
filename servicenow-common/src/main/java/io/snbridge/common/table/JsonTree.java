/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.snbridge.common.transport.PoisonedBodyException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A small answer as a tree. An object without the member that is asked for is one whose member is
 * empty: answers leave out what they have nothing to say of.
 */
public record JsonTree(Object value) {

  /** Values, names and brackets; each takes a hundred bytes of the heap, however short it is. */
  private static final long MOST_TOKENS = 1_000_000;

  /** The stream belongs to who opened it. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build())
          .build();

  /**
   * Reads a body to its end.
   *
   * @return empty for an empty body
   * @throws PoisonedBodyException when it is no object, or has an error beside its result
   * @throws IOException when it is cut, or not JSON
   */
  public static Optional<JsonTree> read(InputStream body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Optional.empty();
      }
      if (first != JsonToken.START_OBJECT) {
        throw new PoisonedBodyException("the body is no JSON object", false);
      }
      JsonTree tree = new JsonTree(value(parser));
      if (parser.nextToken() != null) {
        throw new PoisonedBodyException("something follows the body", false);
      }
      if (!tree.member("error").isEmpty()) {
        throw new PoisonedBodyException(
            "an error beside the result: " + tree.member("error").value(), false);
      }
      return Optional.of(tree);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          parser.nextToken();
          object.put(name, value(parser));
        }
        yield object;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_NULL -> "";
      default -> parser.getText();
    };
  }

  boolean isEmpty() {
    return "".equals(value);
  }

  /** A member of an object; empty for anything else. */
  public JsonTree member(String name) {
    Object found = value instanceof Map<?, ?> object ? object.get(name) : null;
    return new JsonTree(found == null ? "" : found);
  }

  /** The elements of an array; none for anything else. */
  public List<JsonTree> elements() {
    return value instanceof List<?> list ? list.stream().map(JsonTree::new).toList() : List.of();
  }

  /** A string, number or boolean as text; empty for anything else. */
  public String text() {
    return value instanceof String text ? text : "";
  }
}
