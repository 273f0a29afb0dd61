/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

/**
 * Whether a page is counted along with its rows. Where that takes too long, its rows are asked for
 * alone, and its count apart and only when it matters, until that went well {@value #TO_RETURN}
 * times. For all readers of a table. Thread-safe.
 */
final class Counting {

  private static final int TO_RETURN = 10;

  private int apart;

  synchronized boolean isAlong() {
    return apart == 0;
  }

  /** A page with its count was too much. */
  synchronized void tooMuch() {
    apart = TO_RETURN;
  }

  /** A count that was asked for apart has come. */
  synchronized void counted() {
    apart = Math.max(0, apart - 1);
  }
}
