/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.sink.write.LastUsed;
import java.util.Map;

/**
 * Whether the upserts of a table mostly create rows of late. Then a look at many of them at once
 * costs less than a PATCH of each that finds nothing. Thread-safe.
 */
final class InsertRate {

  /** A look is a small part of a request, so a third of new rows is enough. */
  private static final int NEW = 2;

  private static final int THERE = -1;
  private static final int USUAL = 8;
  private static final int MOST = 16;

  private static final int MOST_TABLES = 10_000;

  /** Guarded by this. */
  private final Map<String, Integer> byTable = new LastUsed<>(MOST_TABLES);

  /** To be told whether a row was there when it was to be changed. */
  synchronized void found(String table, boolean there) {
    byTable.merge(
        table,
        there ? 0 : NEW,
        (sum, unused) -> Math.max(0, Math.min(MOST, sum + (there ? THERE : NEW))));
  }

  synchronized boolean areUsual(String table) {
    return byTable.getOrDefault(table, 0) >= USUAL;
  }
}
