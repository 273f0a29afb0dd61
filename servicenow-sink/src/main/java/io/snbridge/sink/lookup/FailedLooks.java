/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells a record whose row ServiceNow cannot look for from a table that is not answered for at all:
 * counts the failures of one record's lookup, but only those before which another one's was
 * answered since the last that counted. One record's lookups follow one another, so it needs no
 * guard.
 */
final class FailedLooks {

  private final int most;
  private final AtomicLong answered;
  private long answeredBefore;
  private int all;
  private int count;

  /**
   * @param most how many end the lookup; 0 for no bound
   * @param answered lookups of the table that were answered
   */
  FailedLooks(int most, AtomicLong answered) {
    this.most = most;
    this.answered = answered;
    this.answeredBefore = answered.get();
  }

  /** To be told of each failure. */
  void note() {
    long now = answered.get();
    count += now > answeredBefore ? 1 : 0;
    answeredBefore = now;
    all++;
  }

  /** Failures so far. */
  int all() {
    return all;
  }

  boolean areTooMany() {
    return most > 0 && count >= most;
  }

  /** For errors; goes behind "it could not be looked for its row". */
  String describe() {
    return "ServiceNow failed %d times at this record's lookup, and answered those of others meanwhile (write.max.server.errors)"
        .formatted(count);
  }
}
