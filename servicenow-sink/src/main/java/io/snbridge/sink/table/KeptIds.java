/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.sink.write.LastUsed;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which tables have kept the sys_id of a new row of late. Not of long ago: a business rule may have
 * come to replace them since. Thread-safe.
 */
final class KeptIds {

  static final Duration OF_LATE = Duration.ofMinutes(1);

  /** Of more tables the one is forgotten that has had no new row for the longest time. */
  static final int MOST_TABLES = 1_000;

  private final LongSupplier nanoTime;

  /** Guarded by this. */
  private final Map<String, Long> keptAt = new LastUsed<>(MOST_TABLES);

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  KeptIds(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** To be told of each new row that has the id that it was to have. */
  synchronized void kept(String table) {
    keptAt.put(table, nanoTime.getAsLong());
  }

  synchronized boolean areKept(String table) {
    Long at = keptAt.get(table);
    return at != null && nanoTime.getAsLong() - at < OF_LATE.toNanos();
  }
}
