/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.DeleteRecords;
import io.snbridge.source.record.DeletedRow;
import io.snbridge.source.scan.Instance;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which audited deletes are of rows that are gone, and wanted: some do not say which row, and
 * some rows exist again. Owned by the table's poller; its counts are read from any thread.
 */
final class GoneRows {

  private static final Logger LOG = LoggerFactory.getLogger(DeleteStream.class);

  private final String alias;
  private final DeleteRecords records;
  private final ExistingRows existing;
  private final OddAudits odd;
  private final AtomicLong gone = new AtomicLong();
  private final AtomicLong restored = new AtomicLong();

  /**
   * @param records knows whose deletes are wanted
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  GoneRows(TableConfig table, Instance instance, DeleteRecords records, LongSupplier nanoTime) {
    this.alias = table.alias();
    this.records = records;
    this.existing = new ExistingRows(instance, table.table());
    this.odd = new OddAudits(table, nanoTime);
  }

  /**
   * Those of audit rows that are gone, and whose deletes are wanted.
   *
   * @param classes that were asked for
   */
  List<DeletedRow> among(List<Row> audited, List<String> classes) throws InterruptedException {
    List<DeletedRow> deleted =
        odd.without(audited, classes).stream().map(AuditTable::deleted).toList();
    Set<String> there = existing.among(deleted.stream().map(DeletedRow::sysId).toList());
    List<DeletedRow> missing =
        deleted.stream()
            .filter(row -> !there.contains(row.sysId().toLowerCase(Locale.ROOT)))
            .toList();
    gone.addAndGet(missing.size());
    int back = deleted.size() - missing.size();
    if (back > 0) {
      LOG.debug(
          "Table '{}': {} rows that were deleted exist again and give no delete; {} so far",
          alias,
          back,
          restored.addAndGet(back));
    }
    return records.wanted(missing);
  }

  /** Deleted rows that are gone, so far. */
  long count() {
    return gone.get();
  }

  /** Deleted rows that exist again, so far. */
  long restored() {
    return restored.get();
  }

  /** Rows of the audit that do not say which row was deleted, so far. */
  long odd() {
    return odd.count();
  }
}
