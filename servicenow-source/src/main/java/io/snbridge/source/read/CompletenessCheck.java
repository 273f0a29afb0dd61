/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.SnapshotRangeQuery;
import io.snbridge.source.scan.TooMuch;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds ServiceNow's own count of a table against the rows that were read, beside the reading.
 * Thread-safe.
 */
final class CompletenessCheck {

  private static final Logger LOG = LoggerFactory.getLogger(CompletenessCheck.class);
  private static final long UNKNOWN = -1;

  /** Kinds of readings, as the log names them. */
  static final String SNAPSHOT = "snapshot";

  static final String RESCAN = "rescan";

  private final TableConfig config;
  private final Instance instance;
  private final SpareThreads threads;
  private volatile long missing = UNKNOWN;
  private volatile long counted = UNKNOWN;

  CompletenessCheck(TableConfig config, Instance instance, SpareThreads threads) {
    this.config = config;
    this.instance = instance;
    this.threads = threads;
  }

  /** One reading of the whole table. */
  final class Check {
    private final String reading;
    private final Future<Long> before;

    /** Whether it makes a difference how many rows there are by now. */
    private final boolean countsAgain;

    private Check(String reading, Future<Long> before, boolean countsAgain) {
      this.reading = reading;
      this.before = before;
      this.countsAgain = countsAgain;
    }

    /** ServiceNow's count when the reading began; fails when it does not count. */
    Future<Long> before() {
      return before;
    }

    /**
     * The table was read to its end.
     *
     * @param seen rows that were read
     * @param hidden rows that were counted and not shown
     */
    void ends(long seen, long hidden) {
      threads.run(() -> compare(this, seen, hidden));
    }
  }

  /**
   * Counts the table.
   *
   * @param reading {@link #SNAPSHOT} or {@link #RESCAN}
   */
  Check begins(String reading) {
    return new Check(reading, count(SnapshotRangeQuery.rows(config)), true);
  }

  /**
   * The same with ServiceNow's own count of the rows, which comes with the first of them. If all of
   * them were read, they are not counted again.
   *
   * @param before fails when it does not count
   */
  Check begins(String reading, Future<Long> before) {
    return new Check(reading, before, false);
  }

  /** ServiceNow's count of some rows, hidden ones included; fails when it does not count. */
  Future<Long> count(EncodedQuery rows) {
    return threads.submit(() -> instance.tryCount(config.table(), rows));
  }

  /** The same for a future of the caller's. */
  void countInto(CompletableFuture<Long> counted) {
    threads.run(
        () -> {
          try {
            counted.complete(instance.tryCount(config.table(), SnapshotRangeQuery.rows(config)));
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            counted.completeExceptionally(stopping);
          } catch (RuntimeException failed) {
            counted.completeExceptionally(failed);
          }
        });
  }

  private void compare(Check check, long seen, long hidden) {
    String reading = check.reading;
    try {
      long first = check.before.get();
      boolean areThere = !check.countsAgain && first <= seen + hidden;
      long second =
          areThere ? first : instance.tryCount(config.table(), SnapshotRangeQuery.rows(config));
      // What was there all the time is in both counts.
      missing = Math.max(0, Math.min(first, second) - seen - hidden);
      counted = second;
      if (missing == 0) {
        tell(
            reading,
            "Table '{}': {} complete: {} rows read, ServiceNow counts {}, of which {} are"
                + " hidden from the user",
            config.alias(),
            reading,
            seen,
            second,
            hidden);
      } else {
        LOG.warn(
            "Table '{}': {}: {} rows are not accounted for. ServiceNow counted {} before and {}"
                + " after; {} were read, {} are hidden from the user. Rows that were deleted"
                + " while others were created may explain this. If the next check says the same,"
                + " read the table again (reset its offsets).",
            config.alias(),
            reading,
            missing,
            first,
            second,
            seen,
            hidden);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof InterruptedException) {
        LOG.debug("Table '{}': the count ends because the task stops", config.alias());
      } else {
        sayUnknown(reading, Objects.requireNonNullElse(failed.getCause(), failed));
      }
    } catch (ServiceNowException | TooMuch refused) {
      sayUnknown(reading, refused);
    }
  }

  /**
   * A user may be allowed to read rows and not to count them (/api/now/stats), and an instance may
   * not count so many within its quota.
   */
  private void sayUnknown(String reading, Throwable reason) {
    tell(
        reading,
        "Table '{}': it is not known whether the {} is complete, because ServiceNow does not"
            + " count: {}",
        config.alias(),
        reading,
        reason.getMessage());
  }

  /** A rescan comes again and again; that it went well is nothing to tell. */
  private static void tell(String reading, String line, @Nullable Object... facts) {
    if (reading.equals(RESCAN)) {
      LOG.debug(line, facts);
    } else {
      LOG.info(line, facts);
    }
  }

  /** Rows of the last reading that are not accounted for; -1 when that is not known. */
  long missing() {
    return missing;
  }

  /** ServiceNow's count after the last reading; -1 when it is not known. */
  long counted() {
    return counted;
  }
}
