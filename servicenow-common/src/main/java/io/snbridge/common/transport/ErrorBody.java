/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.snbridge.common.log.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer without success says, in bounded words: ServiceNow's error envelope {@code
 * {"error":{"message","detail"},"status":"failure"}}, its OAuth errors {@code
 * {"error_description","error"}}, the first error within a result ({@code
 * {"result":{"items":[{"errors":[{"error","message"}]}]}}}, seen of the CMDB's APIs behind a 400),
 * or the title of a page.
 *
 * @param voice ServiceNow's, when it is one of its envelopes with a message, be it null
 */
record ErrorBody(String message, String detail, Failure.Voice voice) {

  /** No more of a body is read than this. */
  private static final int READ_LIMIT = 64 * 1024;

  private static final int TEXT_LIMIT = 1000;
  private static final int TITLE_LIMIT = 200;
  private static final Pattern TITLE = Pattern.compile("<title", Pattern.CASE_INSENSITIVE);
  private static final Pattern TITLE_END = Pattern.compile("</title>", Pattern.CASE_INSENSITIVE);
  private static final JsonFactory JSON = new JsonFactory();

  static final ErrorBody EMPTY = new ErrorBody("", "", Failure.Voice.ANOTHER);

  /**
   * @throws IOException when the body was cut
   */
  static ErrorBody read(Answer answer) throws IOException {
    return read(answer.body(), answer::withoutSecrets);
  }

  /**
   * @param plain what may be shown of a text; asked before it is cut
   * @throws IOException when the body was cut
   */
  static ErrorBody read(InputStream body, UnaryOperator<String> plain) throws IOException {
    byte[] bytes = body.readNBytes(READ_LIMIT);
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (text.startsWith("{")) {
      return json(text, plain);
    }
    return text.startsWith("<") ? page(text, plain) : EMPTY;
  }

  private static ErrorBody page(String html, UnaryOperator<String> plain) {
    if (html.toLowerCase(Locale.ROOT).contains("hibernating")) {
      return new ErrorBody(
          "a page saying that the instance is hibernating; wake it up at"
              + " developer.servicenow.com",
          "",
          Failure.Voice.ANOTHER);
    }
    String title = OneLine.of(plain.apply(title(html)), TITLE_LIMIT);
    return new ErrorBody(
        "an HTML page" + (title.isEmpty() ? "" : " titled '" + title + "'"),
        "",
        Failure.Voice.ANOTHER);
  }

  /** Each search goes through the page once; an expression for all of it would try every blank. */
  private static String title(String html) {
    Matcher begin = TITLE.matcher(html);
    int opened = begin.find() ? html.indexOf('>', begin.end()) : -1;
    Matcher end = TITLE_END.matcher(html);
    return opened >= 0 && end.find(opened) ? spaced(html.substring(opened + 1, end.start())) : "";
  }

  private static ErrorBody json(String text, UnaryOperator<String> plain) {
    String message = "";
    String detail = "";
    boolean envelope = false;
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("error") && value == JsonToken.START_OBJECT) {
          while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String inner = parser.currentName();
            parser.nextToken();
            if (inner.equals("message")) {
              envelope = true;
              message = parser.getValueAsString("");
            } else if (inner.equals("detail")) {
              detail = parser.getValueAsString("");
            } else {
              parser.skipChildren();
            }
          }
        } else if (name.equals("error")) {
          message = parser.getValueAsString("");
        } else if (name.equals("error_description")) {
          detail = parser.getValueAsString("");
        } else if (name.equals("result")) {
          Deque<String> within = new ArrayDeque<>();
          firstError(parser, within);
          envelope |= !within.isEmpty();
          message = within.isEmpty() ? message : within.poll();
          detail = within.isEmpty() ? detail : within.poll();
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException half) {
      // What was understood up to here is all that can be said.
      return of(plain.apply(message), plain.apply(detail), envelope);
    }
    return of(plain.apply(message), plain.apply(detail), envelope);
  }

  private static ErrorBody of(String message, String detail, boolean envelope) {
    return new ErrorBody(
        bounded(message),
        bounded(detail),
        envelope ? Failure.Voice.SERVICENOW : Failure.Voice.ANOTHER);
  }

  /** Finds an error's code, and behind it its message, at any depth; leaves the value behind it. */
  private static void firstError(JsonParser parser, Deque<String> found) throws IOException {
    JsonStreamContext outside =
        parser.currentToken().isStructStart()
            ? parser.getParsingContext().getParent()
            : parser.getParsingContext();
    while (parser.getParsingContext() != outside) {
      if (parser.nextToken() == JsonToken.VALUE_STRING
          && parser.currentName() != null
          && parser.currentName().equals(found.isEmpty() ? "error" : "message")
          && found.size() < 2) {
        found.add(parser.getText());
      }
    }
  }

  /** One line of bounded length. */
  static String bounded(String text) {
    return OneLine.of(spaced(text), TEXT_LIMIT);
  }

  private static String spaced(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }
}
