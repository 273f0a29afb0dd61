/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the rows of a table that were stepped over. Thread-safe. */
final class HiddenRows {

  private static final Logger LOG = LoggerFactory.getLogger(HiddenRows.class);

  private final String alias;
  private final AtomicLong count = new AtomicLong();

  HiddenRows(String alias) {
    this.alias = alias;
  }

  /** For a second look at rows whose hidden ones another reader counts and reports. */
  static HiddenRows countedElsewhere(String alias) {
    HiddenRows again = new HiddenRows(alias);
    again.count.set(1);
    return again;
  }

  /** Rows that the count has and no page showed; says so the first time. */
  void add(long rows) {
    if (rows > 0 && count.getAndAdd(rows) == 0) {
      LOG.warn(
          "Table '{}': {} rows were counted but not shown: this user may not read them, or they"
              + " changed at that moment. They are skipped and give no records; further ones are"
              + " only counted. Give the integration user read access to all rows of the table"
              + " (row ACLs, before-query business rules), or narrow 'query' to what it may"
              + " read.",
          alias,
          rows);
    }
  }

  long count() {
    return count.get();
  }
}
