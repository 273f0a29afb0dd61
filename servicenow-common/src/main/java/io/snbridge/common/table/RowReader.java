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
import java.util.Optional;

/**
 * Reads rows off a JSON parser. A value is text, whatever JSON type it has: an instance writes
 * everything as a string, an empty value as {@code ""}. A JSON null is therefore an empty value,
 * and not an absent column, which would say that the user may not read it. An object is its {@code
 * value}, or its {@code display_value} with {@link DisplayValue#TRUE}; one that has none, and an
 * array, is its JSON text. Owned by the thread that reads the body.
 */
final class RowReader {

  /** Rows beyond those that were asked for which do no harm; empty ones would fill the heap. */
  private static final int SURPLUS = 10_000;

  private final DisplayValue mode;
  private final RepeatedTexts texts = new RepeatedTexts();
  private final RowValues.Builder values = new RowValues.Builder();
  private final RowValues.Builder displayValues = new RowValues.Builder();

  RowReader(DisplayValue mode) {
    this.mode = mode;
  }

  /** The rows of an array, the parser being at its begin; leaves it at its end. */
  List<Row> rows(JsonParser json) throws IOException {
    return rows(json, Integer.MAX_VALUE);
  }

  /**
   * The same.
   *
   * @param wanted rows that were asked for: an answer of many more is not read to its end
   */
  List<Row> rows(JsonParser json, int wanted) throws IOException {
    if (!json.isExpectedStartArrayToken()) {
      throw Envelope.unexpected("\"result\"", json.currentToken(), "an array");
    }
    List<Row> rows = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (rows.size() - SURPLUS >= wanted) {
        throw new PoisonedBodyException(
            "\"result\" has more than %d rows, %d were asked for".formatted(rows.size(), wanted),
            false);
      }
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
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        values.put(column, texts.of(json));
      } else if (json.isExpectedStartObjectToken()) {
        nested(json, column);
      } else {
        values.put(column, JsonText.of(json));
      }
    }
    return new Row(values.build(), displayValues.build());
  }

  private void nested(JsonParser json, String column) throws IOException {
    NestedValue nested = NestedValue.read(json);
    Optional<String> wanted =
        mode == DisplayValue.TRUE ? nested.display().map(NestedValue.Member::text) : nested.value();
    values.put(column, wanted.orElseGet(nested::text));
    if (mode == DisplayValue.ALL && wanted.isPresent()) {
      nested
          .display()
          .filter(display -> !display.isNull())
          .ifPresent(display -> displayValues.put(column, display.text()));
    }
  }
}
