/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.snbridge.common.transport.PoisonedBodyException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the counts off an answer of the Aggregate API that is grouped by one column: {@code
 * [{"stats":{"count":"5"},"groupby_fields":[{"field":"sys_class_name","value":"incident"}]}]}. What
 * is grouped by anything else is not believed: an instance ignores a column that it does not know.
 *
 * @param column by which it is to be grouped
 */
record GroupCountReader(String column) {

  /** The parser being at the begin of {@code result}; leaves it at its end. */
  Map<String, Long> read(JsonParser json) throws IOException {
    if (!json.isExpectedStartArrayToken()) {
      throw Envelope.unexpected("\"result\"", json.currentToken(), "an array of groups");
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      group(json, counts);
    }
    return counts;
  }

  private void group(JsonParser json, Map<String, Long> counts) throws IOException {
    expectObject("a group", json);
    Long count = null;
    String value = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      switch (name) {
        case "stats" -> {
          if (count != null) {
            throw Envelope.twice("\"stats\" of a group");
          }
          count = CountReader.stats(json);
        }
        case "groupby_fields" -> {
          if (value != null) {
            throw Envelope.twice("\"groupby_fields\"");
          }
          value = value(json);
        }
        default -> json.skipChildren();
      }
    }
    if (value == null) {
      throw new PoisonedBodyException("a group is not one of '" + column + "'", false);
    }
    counts.merge(value, count == null ? 0 : count, Long::sum);
  }

  private @Nullable String value(JsonParser json) throws IOException {
    if (!json.isExpectedStartArrayToken()) {
      throw Envelope.unexpected("\"groupby_fields\"", json.currentToken(), "an array");
    }
    String found = null;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expectObject("a column of a group", json);
      String field = null;
      String value = null;
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "field" -> field = Envelope.scalar(json, name);
          case "value" -> value = Envelope.scalar(json, name);
          default -> json.skipChildren();
        }
      }
      if (column.equals(field)) {
        found = value;
      }
    }
    return found;
  }

  private static void expectObject(String what, JsonParser json) throws IOException {
    if (!json.isExpectedStartObjectToken()) {
      throw Envelope.unexpected(what, json.currentToken(), "an object");
    }
  }
}
