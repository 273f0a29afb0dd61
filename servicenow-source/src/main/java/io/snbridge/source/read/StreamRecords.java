/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.SentEarly;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.HeldBytes;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.PageFetcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Makes records of the rows that the stream has read, and hands them out with the stream's
 * positions. Owned by the table's poller.
 */
final class StreamRecords {

  private final PageFetcher pages;
  private final RecordBuilder records;
  private final PageQueue queue;
  private final EmittedRows known;
  private final Lookback lookback;
  private final EarlyRows early;
  private final Deletes deletes;
  private final KeysetColumns reader;

  StreamRecords(TableReading table, Deletes deletes) {
    this.pages = table.pages();
    this.records = table.records();
    this.queue = table.queue();
    this.known = table.known();
    this.lookback = table.lookback();
    this.early = table.early();
    this.deletes = deletes;
    this.reader = new KeysetColumns(table.config().timestampField(), table.config().idField());
  }

  /** The position after a row. */
  InStream after(Row row) {
    return InStream.after(reader.timestamp(row), reader.id(row));
  }

  /** A position with all that is stored beside it. */
  InStream stamped(InStream at) {
    return at.withDeletesUntil(deletes.until())
        .withHidden(lookback.stored())
        .withEarly(early.notBefore(at.timestamp()));
  }

  void handOut(List<Row> rows, Function<Row, InStream> place, HeldBytes bytes)
      throws InterruptedException {
    handOut(rows, place, true, bytes);
  }

  /**
   * Hands out.
   *
   * @param place the position with a row
   * @param wasAll whether no other page was read meanwhile
   * @param bytes of their page
   */
  void handOut(List<Row> rows, Function<Row, InStream> place, boolean wasAll, HeldBytes bytes)
      throws InterruptedException {
    early.forget(rows.stream().map(reader::id).toList());
    Map<Instant, SentEarly> later = new HashMap<>();
    give(
        rows,
        row -> {
          InStream at = place.apply(row);
          return at.withEarly(later.computeIfAbsent(at.timestamp(), early::notBefore));
        },
        wasAll,
        bytes);
  }

  /** Hands out what has not settled, with the position of what has. */
  void handOutEarly(EarlyRows.Fresh fresh, InStream position, HeldBytes bytes)
      throws InterruptedException {
    InStream at = stamped(position);
    give(
        new ArrayList<>(fresh.rows().keySet()),
        row -> at.withEarly(fresh.rows().getOrDefault(row, at.early())),
        true,
        bytes);
    early.sent(fresh);
  }

  private void give(List<Row> rows, Function<Row, InStream> place, boolean wasAll, HeldBytes bytes)
      throws InterruptedException {
    if (rows.isEmpty()) {
      bytes.giveBack();
      return;
    }
    var until = deletes.until();
    Function<Row, Position> positions = row -> place.apply(row).withDeletesUntil(until);
    List<SourceRecord> page = pages.retries().untilShown(() -> records.stream(rows, positions));
    known.streamHandsOut(
        rows,
        place.apply(rows.get(rows.size() - 1)).withDeletesUntil(until),
        wasAll,
        () -> {
          if (page.isEmpty()) {
            bytes.giveBack();
          } else {
            queue.put(page, bytes);
          }
        });
  }
}
