/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import com.fasterxml.jackson.core.JsonParser;
import io.snbridge.common.transport.PoisonedBodyException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the count off an answer of the Aggregate API that is not grouped: {@code
 * {"stats":{"count":"5"}}}, a number as a string.
 */
final class CountReader {

  private CountReader() {}

  /** The parser being at the begin of {@code result}; leaves it at its end. */
  static long read(JsonParser json) throws IOException {
    Long count = null;
    expectObject("\"result\"", json);
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      if (name.equals("stats")) {
        if (count != null) {
          throw Envelope.twice("\"stats\"");
        }
        count = stats(json);
      } else {
        json.skipChildren();
      }
    }
    return count == null ? number(null) : count;
  }

  private static long number(@Nullable String count) throws IOException {
    try {
      return Long.parseLong(String.valueOf(count));
    } catch (NumberFormatException e) {
      PoisonedBodyException poisoned =
          new PoisonedBodyException("\"count\" is '" + count + "', not a number", false);
      poisoned.initCause(e);
      throw poisoned;
    }
  }

  /** The same, the parser being at the begin of {@code stats}. */
  static long stats(JsonParser json) throws IOException {
    String count = null;
    expectObject("\"stats\"", json);
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      json.nextToken();
      if (name.equals("count")) {
        if (count != null) {
          throw Envelope.twice("\"count\"");
        }
        count = Envelope.scalar(json, name);
      } else {
        json.skipChildren();
      }
    }
    return number(count);
  }

  private static void expectObject(String what, JsonParser json) throws IOException {
    if (!json.isExpectedStartObjectToken()) {
      throw Envelope.unexpected(what, json.currentToken(), "an object");
    }
  }
}
