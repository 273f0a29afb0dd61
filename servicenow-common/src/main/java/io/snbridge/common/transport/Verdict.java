/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A classified attempt.
 *
 * @param sign what it showed of the instance, whatever it said
 * @param notBefore the instance asked for no request before it
 */
record Verdict<T>(Reply<T> reply, Sign sign, Optional<Instant> notBefore) {

  /** Of a batch; other APIs have 60 seconds. */
  private static final Duration SHORTEST_QUOTA = Duration.ofSeconds(30);

  /** Whether the instance works. */
  enum Sign {
    ALIVE,
    DEAD,
    /** It may be down, or asked for too much. */
    NONE
  }

  static <T> Verdict<T> alive(Reply<T> reply) {
    return new Verdict<>(reply, Sign.ALIVE, Optional.empty());
  }

  static <T> Verdict<T> dead(Reply<T> reply) {
    return new Verdict<>(reply, Sign.DEAD, Optional.empty());
  }

  static <T> Verdict<T> unsure(Reply<T> reply) {
    return new Verdict<>(reply, Sign.NONE, Optional.empty());
  }

  /**
   * Takes into account how long ago it was sent. ServiceNow's server error after the time of a
   * quota is the quota's, in whatever language it says so.
   */
  Verdict<T> aged(Duration age) {
    if (reply instanceof Reply.Retriable<T> failed
        && failed.failure().status() == 500
        && failed.failure().voice() == Failure.Voice.SERVICENOW
        && age.compareTo(SHORTEST_QUOTA) >= 0) {
      return new Verdict<>(new Reply.Poisoned<>(failed.failure(), true), Sign.ALIVE, notBefore);
    }
    return reply instanceof Reply.Unknown<T> unknown
        ? new Verdict<>(new Reply.Unknown<>(unknown.failure(), age), sign, notBefore)
        : this;
  }

  Verdict<T> notBefore(Optional<Instant> instant) {
    return new Verdict<>(reply, sign, instant);
  }
}
