/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Instant;
import java.util.Optional;

/**
 * A classified attempt.
 *
 * @param alive whether it showed an instance that works, whatever it said
 * @param notBefore the instance asked for no request before it
 */
record Verdict<T>(Reply<T> reply, boolean alive, Optional<Instant> notBefore) {

  static <T> Verdict<T> alive(Reply<T> reply) {
    return new Verdict<>(reply, true, Optional.empty());
  }

  static <T> Verdict<T> dead(Reply<T> reply) {
    return new Verdict<>(reply, false, Optional.empty());
  }

  Verdict<T> notBefore(Optional<Instant> instant) {
    return new Verdict<>(reply, alive, instant);
  }
}
