/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Until when an answer asks for no more requests: the later of {@code Retry-After} (seconds or an
 * HTTP date) and, with a 429, {@code X-RateLimit-Reset} (UNIX seconds; ServiceNow: "Inbound REST
 * API rate limiting"). Instants of the instance are moved to the worker's clock by the answer's
 * {@code Date}.
 */
final class ThrottleHeaders {

  /** Rate limits are per hour; a header that says more than a day is garbage. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private ThrottleHeaders() {}

  static Optional<Instant> until(Answer answer, Instant now) {
    Instant instanceNow = answer.header("Date").flatMap(InstanceClock::httpDate).orElse(now);
    Optional<Duration> retryAfter =
        answer.header("Retry-After").flatMap(text -> retryAfter(text, instanceNow));
    Optional<Duration> reset =
        answer.status() == 429
            ? answer
                .header("X-RateLimit-Reset")
                .flatMap(ThrottleHeaders::number)
                .flatMap(ThrottleHeaders::epochSecond)
                .map(instant -> Duration.between(instanceNow, instant))
            : Optional.empty();
    return Stream.of(retryAfter, reset)
        .flatMap(Optional::stream)
        .filter(wait -> !wait.isNegative() && !wait.isZero())
        .max(Duration::compareTo)
        .map(wait -> now.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
  }

  private static Optional<Duration> retryAfter(String text, Instant instanceNow) {
    return number(text)
        .map(Duration::ofSeconds)
        .or(() -> InstanceClock.httpDate(text).map(date -> Duration.between(instanceNow, date)));
  }

  private static Optional<Instant> epochSecond(long seconds) {
    try {
      return Optional.of(Instant.ofEpochSecond(seconds));
    } catch (DateTimeException outOfRange) {
      return Optional.empty();
    }
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }
}
