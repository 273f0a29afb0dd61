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

  /** Says of a write of unknown outcome how long ago it was sent. */
  Verdict<T> aged(Duration age) {
    return reply instanceof Reply.Unknown<T> unknown
        ? new Verdict<>(new Reply.Unknown<>(unknown.failure(), age), sign, notBefore)
        : this;
  }

  Verdict<T> notBefore(Optional<Instant> instant) {
    return new Verdict<>(reply, sign, instant);
  }
}
