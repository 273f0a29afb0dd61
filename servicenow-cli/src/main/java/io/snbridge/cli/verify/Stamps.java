/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Times of rows, which have whole seconds, as numbers and as text. */
final class Stamps {

  private static final long NONE = Long.MIN_VALUE;

  private Stamps() {}

  static long number(Optional<Instant> stamp) {
    return stamp.map(Instant::getEpochSecond).orElse(NONE);
  }

  static Optional<Instant> instant(long number) {
    return number == NONE ? Optional.empty() : Optional.of(Instant.ofEpochSecond(number));
  }

  /** Of a header; empty for what is no time. */
  static Optional<Instant> parse(String iso) {
    try {
      return Optional.of(Instant.parse(iso));
    } catch (DateTimeException notOurs) {
      return Optional.empty();
    }
  }
}
