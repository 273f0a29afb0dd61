/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import io.snbridge.common.log.OncePerMinute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many requests go into a batch: as many as the settings allow, fewer after the instance did
 * not get through one before its limits (30 seconds, 10 MB of answer), and more again when it does.
 * Guarded by the {@link Batches} that has it.
 */
final class BatchSize {

  private static final Logger LOG = LoggerFactory.getLogger(BatchSize.class);

  /** Full batches in a row, after which a larger one is tried. */
  private static final int GROW_AFTER = 8;

  private final int max;
  private final OncePerMinute warnings;
  private int size;
  private int fullOnes;

  /**
   * @param warnings lets some through
   */
  BatchSize(int max, OncePerMinute warnings) {
    this.max = max;
    this.warnings = warnings;
    this.size = max;
  }

  int current() {
    return size;
  }

  /** All of a batch was done. */
  void done(int items) {
    if (size < max && items >= size && ++fullOnes >= GROW_AFTER) {
      size = Math.min(max, size * 2);
      fullOnes = 0;
      LOG.debug("Batches have {} requests again", size);
    }
  }

  /**
   * The instance did not get through a batch.
   *
   * @param items in it
   * @param did of them
   * @param why for the log
   */
  void tooMuch(int items, int did, String why) {
    int fewer = Math.max(1, Math.min(did > 0 ? did : items / 2, items - 1));
    fullOnes = 0;
    if (fewer < size) {
      size = fewer;
      warnings
          .due()
          .ifPresent(
              more ->
                  LOG.warn(
                      "ServiceNow processed {} of the {} requests in a batch: {}. The rest is"
                          + " sent again. Batches now have {} requests, and grow again if that"
                          + " goes well{}",
                      did,
                      items,
                      why,
                      size,
                      more));
    }
  }
}
