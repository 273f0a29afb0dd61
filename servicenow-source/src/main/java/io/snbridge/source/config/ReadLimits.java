/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import java.util.Optional;

/**
 * What the tables of a task have together.
 *
 * @param requests in flight at a time; so many threads there are beside those of the tables
 * @param bytes of pages that were asked for, or read, and that Kafka does not have
 */
public record ReadLimits(int requests, long bytes) {

  private static final long USUAL_BYTES = 64 << 20;

  /** Rows take some times the memory that they have bytes. */
  private static final int PART_OF_HEAP = 16;

  public static final ReadLimits USUAL = new ReadLimits(4, USUAL_BYTES);

  /**
   * The limits as they are set.
   *
   * @param bytes empty for those that the heap has room for
   * @param heap bytes that the worker may have
   */
  static ReadLimits of(int requests, Optional<Long> bytes, long heap) {
    return new ReadLimits(
        requests, bytes.orElse(Math.max(1, Math.min(USUAL_BYTES, heap / PART_OF_HEAP))));
  }
}
