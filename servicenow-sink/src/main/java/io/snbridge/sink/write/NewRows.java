/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the upserts of a table mostly create rows of late. Then a look at many of them at once
 * costs less than a PATCH of each that finds nothing. Thread-safe.
 */
final class NewRows {

  /** A look is a small part of a request, so a third of new rows is enough. */
  private static final int NEW = 2;

  private static final int THERE = -1;
  private static final int USUAL = 8;
  private static final int MOST = 16;

  /** Of more tables all begin anew: records may name ever new ones. */
  private static final int MOST_TABLES = 10_000;

  private final Map<String, Integer> byTable = new ConcurrentHashMap<>();

  /** To be told whether a row was there when it was to be changed. */
  void found(String table, boolean there) {
    if (byTable.size() >= MOST_TABLES) {
      byTable.clear();
    }
    byTable.merge(
        table,
        there ? 0 : NEW,
        (sum, unused) -> Math.max(0, Math.min(MOST, sum + (there ? THERE : NEW))));
  }

  boolean areUsual(String table) {
    return byTable.getOrDefault(table, 0) >= USUAL;
  }
}
