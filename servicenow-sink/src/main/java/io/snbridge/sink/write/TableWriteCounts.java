/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many writes, or reads, of each table ServiceNow has done: a sign that it works. A count is
 * remembered as long as anybody holds it, because a write compares it with what it was when that
 * began; others are forgotten, because records may name ever new tables. Thread-safe.
 */
public final class TableWriteCounts {

  /** Guarded by this. */
  private final Map<String, Count> byTable = new HashMap<>();

  private final ReferenceQueue<AtomicLong> forgotten = new ReferenceQueue<>();

  private static final class Count extends WeakReference<AtomicLong> {
    private final String table;

    Count(String table, AtomicLong count, ReferenceQueue<AtomicLong> forgotten) {
      super(count, forgotten);
      this.table = table;
    }
  }

  /** The count of a table; the same for all who hold it at a time. */
  public synchronized AtomicLong of(String table) {
    forget();
    Count known = byTable.get(table);
    AtomicLong count = known == null ? null : known.get();
    if (count == null) {
      count = new AtomicLong();
      byTable.put(table, new Count(table, count, forgotten));
    }
    return count;
  }

  private void forget() {
    for (Object none = forgotten.poll(); none != null; none = forgotten.poll()) {
      byTable.remove(((Count) none).table, none);
    }
  }

  /** How many tables are remembered; for tests. */
  synchronized int tables() {
    return byTable.size();
  }
}
