/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether something keeps the dictionary from us for good: a gateway that lets no request for
 * {@code sys_dictionary} through, or an API that the user may not use. Such an answer may be an
 * outage's, too, and values without types may be spoilt; so it counts only when it has lasted for a
 * while in which the table's rows were not refused. From then on it is what ServiceNow's own
 * refusal is: not to know the types. Thread-safe.
 */
final class DictionaryBlock {

  /** Since the first of so many refusals of the dictionary alone. */
  static final Duration AFTER = Duration.ofMinutes(5);

  static final int TRIES = 3;

  private final LongSupplier nanoTime;
  private Optional<Long> since = Optional.empty();
  private int tries;

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  DictionaryBlock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** To be told of a refusal of the dictionary alone; says whether it is to be believed. */
  synchronized boolean isLasting() {
    long nowNanos = nanoTime.getAsLong();
    if (since.isEmpty()) {
      since = Optional.of(nowNanos);
    }
    tries++;
    return tries >= TRIES && nowNanos - since.get() >= AFTER.toNanos();
  }

  /** To be told that ServiceNow itself has answered for it, or that everything is refused. */
  synchronized void ended() {
    since = Optional.empty();
    tries = 0;
  }
}
