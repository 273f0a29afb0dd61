/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.read.Lookback.Missed;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.HeldBytes;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.Window;
import java.util.List;
import java.util.Optional;

/**
 * Reads the rows whose timestamps lie before the stream's position, and that no window has shown,
 * where {@link Lookback} has found any. Owned by the table's poller.
 */
final class MissedRows {

  private final TableConfig config;
  private final ScanTarget target;
  private final PageFetcher pages;
  private final BranchOrder shape;
  private final RecordBuilder records;
  private final Lookback lookback;
  private final KeysetColumns reader;
  private final StreamRecords out;

  MissedRows(TableReading table, StreamRecords out) {
    this.config = table.config();
    this.target = ScanTarget.rows(config);
    this.pages = table.pages();
    this.shape = table.shape();
    this.records = table.records();
    this.lookback = table.lookback();
    this.reader = new KeysetColumns(config.timestampField(), config.idField());
    this.out = out;
  }

  void read(InStream position) throws InterruptedException {
    Optional<Missed> late = lookback.look(position);
    if (late.isPresent()) {
      readLate(late.get(), position);
    }
    Optional<Missed> shownAgain = lookback.shownAgain(position);
    if (shownAgain.isPresent()) {
      readShownAgain(shownAgain.get(), position);
    }
  }

  /** What is left of them after a stop is looked for by the task that follows. */
  private void readLate(Missed where, InStream position) throws InterruptedException {
    Scan scan = scan(where, HiddenRows.countedElsewhere(config.alias()));
    List<Row> last = List.of();
    HeldBytes bytes = HeldBytes.NONE;
    for (List<Row> found = missed(scan, where, position);
        !found.isEmpty();
        found = missed(scan, where, position)) {
      for (List<Row> part : PageQueue.parts(found, 1)) {
        handOutLate(last, where, position, false, bytes);
        last = part;
        bytes = HeldBytes.NONE;
      }
      bytes = scan.takeBytes();
      bytes.lend();
    }
    handOutLate(last, where, position, true, bytes);
  }

  /**
   * All carry the stream's position, and which rows of that time were handed out. When these are
   * too many to be stored, each row carries where it is, but for the last one: then those after it
   * are not missed after a stop, but what was sent between comes again.
   */
  private void handOutLate(
      List<Row> rows, Missed where, InStream position, boolean isEnd, HeldBytes bytes)
      throws InterruptedException {
    Optional<HiddenTimes> before = lookback.storedWithRest(where);
    lookback.handedOut(rows);
    HiddenTimes times = lookback.stored();
    Optional<HiddenTimes> left = isEnd ? Optional.of(times) : lookback.storedWithRest(where);
    out.handOut(
        rows,
        row ->
            (isLast(row, rows) ? left : before)
                .map(position::withHidden)
                .orElseGet(() -> out.after(row).withHidden(times)),
        isEnd,
        bytes);
  }

  /**
   * All carry the stream's position: what is still hidden is stored with it. What they are is
   * stored with the last one of a part, so that one that has not arrived as a whole comes again.
   */
  private void readShownAgain(Missed where, InStream position) throws InterruptedException {
    HiddenRows counted = HiddenRows.countedElsewhere(config.alias());
    Scan scan = scan(where, counted);
    for (List<Row> found = missed(scan, where, position);
        !found.isEmpty();
        found = missed(scan, where, position)) {
      for (List<Row> rows : PageQueue.parts(found, 1)) {
        HiddenTimes before = lookback.stored();
        lookback.handedOut(rows);
        HiddenTimes times = lookback.stored();
        boolean isEnd = isLast(rows.get(rows.size() - 1), found);
        out.handOut(
            rows,
            row -> position.withHidden(isLast(row, rows) ? times : before),
            isEnd,
            isEnd ? scan.takeBytes() : HeldBytes.NONE);
      }
    }
    lookback.shownAgainRead(counted.count(), scan.doubtful());
  }

  /** The next rows that were not handed out; empty at the end. */
  private List<Row> missed(Scan scan, Missed where, InStream position) throws InterruptedException {
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      // Those of excluded users were passed over, and are looked for no more.
      lookback.handedOut(records.unwanted(rows.get()));
      List<Row> found = lookback.missed(records.wanted(rows.get()), where, position);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private boolean isLast(Row row, List<Row> rows) {
    return reader.id(row).equals(reader.id(rows.get(rows.size() - 1)));
  }

  private Scan scan(Missed where, HiddenRows counted) {
    Window window = new Window(target, where.start(), where.end(), shape);
    return new Scan(config.alias(), pages, window, counted);
  }
}
