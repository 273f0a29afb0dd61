/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.log.OncePerMinute;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the rows of a table that were stepped over, and says so as long as they become more.
 * Thread-safe.
 */
public final class HiddenRows {

  private static final Logger LOG = LoggerFactory.getLogger(HiddenRows.class);

  private final String alias;
  private final boolean says;
  private final OncePerMinute warnings;
  private final AtomicLong count = new AtomicLong();

  public HiddenRows(String alias) {
    this(alias, System::nanoTime, true);
  }

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  public HiddenRows(String alias, LongSupplier nanoTime) {
    this(alias, nanoTime, true);
  }

  private HiddenRows(String alias, LongSupplier nanoTime, boolean says) {
    this.alias = alias;
    this.says = says;
    this.warnings = new OncePerMinute(nanoTime);
  }

  /** For a second look at rows whose hidden ones another reader counts and reports. */
  public static HiddenRows countedElsewhere(String alias) {
    return new HiddenRows(alias, System::nanoTime, false);
  }

  /** Rows that the count has and no page showed; says so, but not more often than each minute. */
  void add(long rows, KeysetQuery where) {
    if (rows > 0) {
      long all = count.addAndGet(rows);
      if (says) {
        warnings.due().ifPresent(more -> warn(rows, where, all, more));
      }
    }
  }

  private void warn(long rows, KeysetQuery where, long all, String more) {
    LOG.warn(
        "Table '{}': {} rows were counted but not shown in {} ({} since the start): this user"
            + " may not read them, or they were changed or deleted at that moment. They are skipped and give no"
            + " records; 'hidden.recheck.ms' says when changes are looked for again. Give the"
            + " integration user read access to all rows of the table (row ACLs, before-query"
            + " business rules), or narrow 'query' to what it may read.{}",
        alias,
        rows,
        where.describe(),
        all,
        more);
  }

  public long count() {
    return count.get();
  }
}
