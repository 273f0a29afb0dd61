/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.WindowCount;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link HiddenWindows} of a table's deletes: rows of {@code sys_audit_delete} that were
 * counted and not shown may be shown later, when rights that were lost are given back. Owned by the
 * table's poller.
 */
final class HiddenDeletes {

  private static final Logger LOG = LoggerFactory.getLogger(HiddenDeletes.class);

  private final String alias;
  private final HiddenWindows windows;
  private final OncePerMinute notes;
  private final AtomicLong size = new AtomicLong();

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  HiddenDeletes(TableConfig table, LongSupplier nanoTime) {
    this.alias = table.alias();
    this.windows =
        new HiddenWindows(table.alias() + "/" + AuditTable.NAME, table.hiddenRecheck(), nanoTime);
    this.notes = new OncePerMinute(nanoTime);
  }

  /** What a former task has left. */
  void begin(InStream start) {
    windows.restore(
        start.hidden(),
        start.lastId().isPresent() ? start.timestamp().plusSeconds(1) : start.timestamp());
    size.set(windows.size());
  }

  /** A window is read from there on. */
  void opens(InStream from) {
    windows.opens(from);
  }

  /** Whether so many rows were shown that the window should end. */
  boolean isFull() {
    return windows.isFull();
  }

  /** Audit rows that were shown, and are not to be read again. */
  void handedOut(List<Row> audited) {
    Map<Long, Instant> prints = new HashMap<>();
    audited.forEach(row -> prints.put(print(row), AuditTable.timestamp(row)));
    windows.handedOut(prints);
  }

  /**
   * The open window was read.
   *
   * @param most rows that may be hidden, those that were counted included
   */
  void read(Instant end, WindowCount count, long most) {
    windows.read(end, rows(count, most), most, count.shown(), false);
    size.set(windows.size());
  }

  /**
   * A look that finds fewer has found one that is shown. If those in doubt were left out, it would
   * find no fewer while they are hidden.
   */
  private static long rows(WindowCount count, long most) {
    return count.hidden() > 0 ? Math.max(count.hidden(), most) : 0;
  }

  /** What the task that follows is to read again. */
  HiddenTimes stored() {
    return windows.stored();
  }

  /**
   * The same while a window is being read.
   *
   * @param last time of the rows that were handed out last
   * @param most rows that may be hidden so far, those that were counted included
   * @param mayHide whether there may be more
   */
  HiddenTimes stored(Instant last, WindowCount count, long most, boolean mayHide) {
    return count.hidden() > 0 || mayHide
        ? windows.storedWithOpen(last, rows(count, most))
        : windows.stored();
  }

  /** A window that is to be read again now. */
  Optional<HiddenWindow> due() {
    Optional<HiddenWindow> due = windows.due();
    size.set(windows.size());
    return due;
  }

  /** Rows that were hidden when they were read; says so. */
  List<Row> missed(List<Row> audited) {
    List<Row> missed =
        audited.stream()
            .filter(row -> !windows.showed(AuditTable.timestamp(row), print(row)))
            .toList();
    if (!missed.isEmpty()) {
      notes
          .due()
          .ifPresent(
              more ->
                  LOG.warn(
                      "Table '{}': {} rows of {} are shown that were hidden from the user when"
                          + " deletes were read (the first is row {} of {}). Their deletes are"
                          + " sent now{}",
                      alias,
                      missed.size(),
                      AuditTable.NAME,
                      AuditTable.id(missed.get(0)),
                      GlideDateTime.text(AuditTable.timestamp(missed.get(0))),
                      more));
    }
    return missed;
  }

  /**
   * A window was read again.
   *
   * @param hidden rows that still are
   * @param doubtful rows that may be
   */
  void looked(HiddenWindow window, long hidden, long doubtful) {
    windows.looked(window, hidden, doubtful);
    size.set(windows.size());
  }

  /** Up to there all deletes were shown, at most up to this time. */
  Instant notBefore(Instant read) {
    return windows.earliest().filter(read::isAfter).orElse(read);
  }

  /** Times so far of which deletes may be missed. From any thread. */
  long unsure() {
    return windows.unsure();
  }

  /** Windows of which rows are hidden. From any thread. */
  long windows() {
    return size.get();
  }

  private static long print(Row audited) {
    return RowHash.of(
        AuditTable.id(audited) + ' ' + GlideDateTime.text(AuditTable.timestamp(audited)));
  }
}
