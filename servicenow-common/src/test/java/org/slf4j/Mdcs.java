/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.slf4j;

import org.slf4j.spi.MDCAdapter;

/** Puts an MDC that keeps something into the place of slf4j-simple's, which keeps nothing. */
public final class Mdcs {

  private Mdcs() {}

  /** Returns the one before. */
  public static MDCAdapter install(MDCAdapter adapter) {
    MDCAdapter before = MDC.mdcAdapter;
    MDC.mdcAdapter = adapter;
    return before;
  }
}
