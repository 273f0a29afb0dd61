/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.snbridge.common.transport.PoisonedBodyException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * What the token endpoint gives.
 *
 * @param life from {@code expires_in}, from zero to a year; a token may be an old one with little
 *     of it left
 * @param refreshToken a new one, in place of the one that was used
 */
record TokenAnswer(String accessToken, Duration life, Optional<String> refreshToken) {

  /** ServiceNow's default, for an answer that does not say. */
  private static final Duration USUAL_LIFE = Duration.ofMinutes(30);

  /** An answer that promises more is not believed: an instant has an end. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(365);

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads it. What it cannot be read for is not told: a parser quotes the text, and that may be the
   * token.
   *
   * @throws PoisonedBodyException when it has no token that can be sent, or is not JSON
   * @throws IOException when it could not be read
   */
  static TokenAnswer read(InputStream body) throws IOException {
    try {
      return parse(body);
    } catch (JacksonException unreadable) {
      throw new PoisonedBodyException(
          "the token endpoint's answer is not the JSON expected", false);
    }
  }

  private static TokenAnswer parse(InputStream body) throws IOException {
    String access = "";
    Optional<String> refresh = Optional.empty();
    Duration life = USUAL_LIFE;
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new PoisonedBodyException("the token endpoint's answer is not an object", false);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "access_token" -> access = parser.getValueAsString("");
          case "refresh_token" -> refresh = Optional.ofNullable(parser.getValueAsString());
          case "expires_in" -> life = life(parser);
          default -> parser.skipChildren();
        }
      }
    }
    if (access.isEmpty()) {
      throw new PoisonedBodyException("the token endpoint's answer has no access_token", false);
    }
    if (!access.chars().allMatch(TokenAnswer::isOfAHeader)) {
      throw new PoisonedBodyException(
          "the access_token has a character that no header may have", false);
    }
    return new TokenAnswer(access, life, refresh.filter(token -> !token.isEmpty()));
  }

  /** Visible ASCII (RFC 6750): what is not could end the header, and begin another one. */
  private static boolean isOfAHeader(int character) {
    return character > ' ' && character < 0x7F;
  }

  /** What is no number says nothing; zero is a token that is dead already. */
  private static Duration life(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (!token.isNumeric() && token != JsonToken.VALUE_STRING) {
      parser.skipChildren();
      return USUAL_LIFE;
    }
    // A double, because a number that no long can hold is no error here.
    double seconds = parser.getValueAsDouble((double) USUAL_LIFE.toSeconds());
    double longest = (double) LONGEST_LIFE.toSeconds();
    return Duration.ofSeconds((long) Math.max(0, Math.min(seconds, longest)));
  }

  @Override
  public String toString() {
    return "TokenAnswer[" + life + "]";
  }
}
