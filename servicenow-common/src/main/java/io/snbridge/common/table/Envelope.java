/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.snbridge.common.transport.PoisonedBodyException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The object around every result, {@code {"result": ...}}. It is believed as a whole: an instance
 * that cancels a query in the middle answers 200 all the same, with rows, a string among them, and
 * an {@code error} beside the result, or with JSON that breaks off (gflewis/sndml3#38,
 * ansible-collections/servicenow.itsm#76). Used by one thread, once.
 */
final class Envelope<T> {

  /** Reads the value of {@code result}, the parser being at its first token. */
  interface Result<T> {
    T read(JsonParser json) throws IOException;
  }

  /** Of one value, in characters: a few of them must fit into the heap. */
  private static final int LONGEST_VALUE = 100_000_000;

  /** Instances write control characters as they are. The stream belongs to who opened it. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(LONGEST_VALUE)
                  .maxNumberLength(LONGEST_VALUE)
                  .build())
          .build();

  private static final Pattern CANCELLED =
      Pattern.compile(
          "transaction cancell?ed|maximum execution time exceeded", Pattern.CASE_INSENSITIVE);

  private final JsonParser json;
  private final Result<T> reader;
  private boolean within;
  private @Nullable Found<T> result;
  private @Nullable PoisonedBodyException unreadable;
  private @Nullable String error;

  /** A result, be it null. */
  private record Found<T>(T value) {}

  private Envelope(JsonParser json, Result<T> reader) {
    this.json = json;
    this.reader = reader;
  }

  /**
   * Reads a body to its end.
   *
   * @throws PoisonedBodyException when it must not be believed; asking for less may help when the
   *     instance ran out of time, says so, or broke off within the result
   */
  static <T> T read(InputStream body, Result<T> reader) throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      Envelope<T> envelope = new Envelope<>(json, reader);
      try {
        envelope.readMembers();
      } catch (JacksonException e) {
        throw envelope.malformed(e);
      }
      return envelope.believed();
    }
  }

  private void readMembers() throws IOException {
    JsonToken first = json.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw unexpected("the body", first, "an object");
    }
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonStreamContext here = json.getParsingContext();
      json.nextToken();
      switch (name) {
        case "result" -> readResult(here);
        case "error" -> readError();
        case "status" -> readStatus();
        default -> json.skipChildren();
      }
    }
    within = false;
    JsonToken after = json.nextToken();
    if (after != null) {
      throw unexpected("what follows the body", after, "nothing");
    }
  }

  private void readResult(JsonStreamContext here) throws IOException {
    if (hasResult()) {
      throw twice("\"result\"");
    }
    within = true;
    try {
      result = new Found<>(reader.read(json));
    } catch (PoisonedBodyException e) {
      unreadable = e;
      // An error that says more may follow.
      while (json.getParsingContext() != here) {
        json.nextToken();
      }
    }
  }

  private void readError() throws IOException {
    if (json.isExpectedStartObjectToken()) {
      StringBuilder text = new StringBuilder();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        String value = json.nextTextValue();
        if (value == null) {
          json.skipChildren();
        } else {
          text.append(text.isEmpty() ? "" : "; ").append(value);
        }
      }
      error = text.toString();
    } else if (json.currentToken() != JsonToken.VALUE_NULL) {
      error = json.getText();
      json.skipChildren();
    }
  }

  private void readStatus() throws IOException {
    if ("failure".equals(json.getText()) && error == null) {
      error = "status is failure";
    }
    json.skipChildren();
  }

  private T believed() throws PoisonedBodyException {
    if (error != null) {
      throw distrusted(error);
    }
    if (unreadable != null) {
      throw unreadable;
    }
    if (result == null) {
      throw new PoisonedBodyException("the body has no \"result\"", false);
    }
    return result.value();
  }

  private boolean hasResult() {
    return result != null || unreadable != null;
  }

  private PoisonedBodyException distrusted(String error) {
    String said = (hasResult() ? "an error beside \"result\": " : "an error: ") + error;
    boolean cancelled = CANCELLED.matcher(error).find();
    return unreadable == null
        ? new PoisonedBodyException(said, cancelled)
        : new PoisonedBodyException(
            unreadable.getMessage() + ", and " + said, cancelled || unreadable.tooMuch());
  }

  private PoisonedBodyException malformed(JacksonException e) {
    if (unreadable != null) {
      return unreadable;
    }
    PoisonedBodyException poisoned =
        new PoisonedBodyException("%s: %s".formatted(place(e), e.getOriginalMessage()), within);
    poisoned.initCause(e);
    return poisoned;
  }

  /** What is beyond the parser's bounds has no place. */
  private static String place(JacksonException e) {
    return e.getLocation() == null
        ? "JSON beyond what can be read"
        : "malformed or cut JSON at byte " + e.getLocation().getByteOffset();
  }

  /** Which of the two is true nobody knows. */
  static PoisonedBodyException twice(String what) {
    return new PoisonedBodyException(what + " is there twice", false);
  }

  /** A value of another JSON type than it should have. */
  static PoisonedBodyException unexpected(String what, @Nullable JsonToken seen, String wanted) {
    return new PoisonedBodyException(unexpectedText(what, seen, wanted), false);
  }

  static String unexpectedText(String what, @Nullable JsonToken seen, String wanted) {
    return "%s is %s, not %s".formatted(what, describe(seen), wanted);
  }

  private static String describe(@Nullable JsonToken token) {
    if (token == null) {
      return "empty";
    }
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NULL -> "null";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      default -> "a number";
    };
  }

  /**
   * The text of a string, number or boolean; Java null for a JSON null.
   *
   * @throws PoisonedBodyException for an object or an array
   */
  static @Nullable String scalar(JsonParser json, String name) throws IOException {
    if (json.currentToken().isStructStart()) {
      throw unexpected("'" + name + "'", json.currentToken(), "a plain value");
    }
    return json.currentToken() == JsonToken.VALUE_NULL ? null : json.getText();
  }
}
