/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import io.snbridge.common.transport.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An access token and the end of its life.
 *
 * @param ends when the instance stops to accept it, by the worker's clock, or a little earlier
 * @param margin how long before its end it is not used any more: a request needs time to arrive
 */
record Token(String value, Instant ends, Duration margin) {

  private static final Duration SHORTEST_MARGIN = Duration.ofSeconds(1);
  private static final Duration LONGEST_MARGIN = Duration.ofSeconds(10);

  /**
   * A token just received.
   *
   * @param asked before the request for it was sent, so that the way is not counted as life
   * @param previous the last one; the same value again keeps the margin it had when it was young
   */
  static Token of(TokenAnswer answer, Instant asked, Optional<Token> previous) {
    Instant ends = asked.plus(answer.life());
    Duration margin =
        previous
            .filter(token -> token.value().equals(answer.accessToken()))
            .map(Token::margin)
            .orElseGet(() -> margin(answer.life()));
    return new Token(answer.accessToken(), ends, margin);
  }

  private static Duration margin(Duration life) {
    Duration part = life.dividedBy(20);
    Duration margin = part.compareTo(SHORTEST_MARGIN) < 0 ? SHORTEST_MARGIN : part;
    margin = margin.compareTo(LONGEST_MARGIN) > 0 ? LONGEST_MARGIN : margin;
    Duration half = life.dividedBy(2);
    return margin.compareTo(half) > 0 ? half : margin;
  }

  boolean aliveAt(Instant now) {
    return now.isBefore(ends.minus(margin));
  }

  Credential credential() {
    return new Credential("Authorization", "Bearer " + value);
  }

  @Override
  public String toString() {
    return "Token[until " + ends + "]";
  }
}
