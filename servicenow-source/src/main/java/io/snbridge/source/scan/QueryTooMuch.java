/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

/** A query that the instance cannot count, or sort, or answer for its first row alone. */
final class QueryTooMuch extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean ofTime;

  /**
   * @param what what was asked
   * @param seen what the last attempt met
   */
  QueryTooMuch(String what, TooMuch seen) {
    super(
        what
            + (seen.isOfTime() ? " takes longer than allowed: " : " has an unreadable answer: ")
            + seen.getMessage(),
        seen);
    this.ofTime = seen.isOfTime();
  }

  /** Whether it took too long; else its answer cannot be read. */
  boolean isOfTime() {
    return ofTime;
  }
}
