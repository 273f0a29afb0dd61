/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import java.time.Duration;

/**
 * The search for changes that left no stamp.
 *
 * @param interval from the end of one pass to the next; zero for none
 * @param firstPass what becomes of rows of which nothing is known
 * @param mostRows of which a fingerprint is kept
 */
public record RescanConfig(Duration interval, FirstPass firstPass, int mostRows) {

  /** After a start nothing is known of the rows that were read before. */
  public enum FirstPass {
    /** They are looked at, and give a record when they change from now on. */
    LEARN,
    /** They give a record each. */
    EMIT
  }

  /** No search. */
  public static final RescanConfig OFF = new RescanConfig(Duration.ZERO, FirstPass.LEARN, 1);

  public boolean isOn() {
    return !interval.isZero();
  }
}
