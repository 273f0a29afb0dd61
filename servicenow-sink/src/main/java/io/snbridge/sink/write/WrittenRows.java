/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many writes, or reads, of each table ServiceNow has done: a sign that it works. Thread-safe.
 */
public final class WrittenRows {

  /** Of more tables all begin anew: records may name ever new ones. */
  private static final int MOST_TABLES = 10_000;

  private final Map<String, AtomicLong> byTable = new ConcurrentHashMap<>();

  /** The count of a table, which goes on. */
  public AtomicLong of(String table) {
    if (byTable.size() >= MOST_TABLES) {
      byTable.clear();
    }
    return byTable.computeIfAbsent(table, t -> new AtomicLong());
  }
}
