/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.HeldBytes;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.OpenRanges;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.SnapshotRange;
import io.snbridge.source.scan.SnapshotRangeQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Reads every row of a table once, in id ranges, several at a time. Each range resumes after its
 * stored id; readers go on from one range into the next.
 */
final class Snapshot {

  private final TableConfig config;
  private final PageFetcher pages;
  private final HiddenRows hidden;
  private final RecordBuilder records;
  private final UnacknowledgedRecords unacknowledged;
  private final PageQueue queue;
  private final SpareThreads spare;
  private final TableProgress progress;
  private final EmittedRows known;
  private final CompletenessCheck completeness;
  private final LongSupplier nanoTime;
  private final Lookback lookback;
  private final KeysetColumns columns;

  Snapshot(
      TableReading table,
      UnacknowledgedRecords unacknowledged,
      CompletenessCheck completeness,
      SpareThreads spare) {
    this.config = table.config();
    this.pages = table.pages();
    this.hidden = table.hidden();
    this.records = table.records();
    this.unacknowledged = unacknowledged;
    this.queue = table.queue();
    this.spare = spare;
    this.progress = table.progress();
    this.known = table.known();
    this.completeness = completeness;
    this.nanoTime = table.sleeper()::nanoTime;
    this.lookback = table.lookback();
    this.columns = new KeysetColumns(config.timestampField(), config.idField());
  }

  /**
   * Returns when all records are in the queue.
   *
   * @param streamStart carried by every record's offset
   * @param stored ranges that were begun before
   * @param id the {@code snapshot.id} that it is for, carried likewise
   */
  void read(Instant streamStart, Map<String, InRange> stored, Optional<String> id)
      throws InterruptedException {
    progress.snapshotBegins();
    if (stored.isEmpty()) {
      lookback.snapshotBegins(streamStart);
    }
    CompletenessCheck.Check check = completeness.begins(CompletenessCheck.SNAPSHOT);
    SnapshotProgress said =
        new SnapshotProgress(
            config.alias(),
            CompletenessCheck.SNAPSHOT,
            nanoTime,
            stored.isEmpty()
                ? check.before()
                : completeness.count(SnapshotRangeQuery.left(config, stored)),
            hidden::count);
    progress.snapshotIs(said);
    OpenRanges open = new OpenRanges(stored.keySet());
    new RangeReaders(
            spare,
            config.snapshotParallelism(),
            open,
            (first, reader) ->
                read(
                    slice(first, open, stored),
                    row -> new InRange(streamStart, columns.id(row), id),
                    said,
                    reader))
        .read();
    said.ends();
    // What a former task has read of a resumed snapshot is not known.
    if (stored.isEmpty()) {
      known.isComplete();
      check.ends(progress.snapshotRows(), hidden.count());
    }
  }

  private SnapshotRangeQuery slice(
      SnapshotRange first, OpenRanges open, Map<String, InRange> stored) {
    Optional<String> lastId = Optional.ofNullable(stored.get(first.name())).map(InRange::lastId);
    return new SnapshotRangeQuery(first, config, lastId, open);
  }

  private void read(
      SnapshotRangeQuery slice,
      Function<Row, Position> position,
      SnapshotProgress said,
      RangeReaders.Reader reader)
      throws InterruptedException {
    Scan scan = new Scan(config.alias(), pages, slice, hidden);
    OneAhead behind = new OneAhead(reader.others());
    int done = 0;
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      List<Row> page = rows.get();
      HeldBytes bytes = scan.takeBytes();
      List<SnapshotRangeQuery.Part> parts = slice.parts(page);
      progress.rangesDone(slice.passed() - done);
      done = slice.passed();
      behind.run(
          () -> {
            progress.snapshotRead(page.size());
            said.read(page.size());
            handOut(records(parts, position), bytes);
            known.snapshotHandedOut(page);
            lookback.handedOut(page);
            return null;
          });
      reader.afterPage().run();
    }
    behind.await();
    progress.rangesDone(slice.size() - done);
  }

  private List<SourceRecord> records(
      List<SnapshotRangeQuery.Part> parts, Function<Row, Position> position)
      throws InterruptedException {
    List<SourceRecord> made = new ArrayList<>();
    for (SnapshotRangeQuery.Part part : parts) {
      made.addAll(
          pages
              .retries()
              .untilShown(() -> records.snapshot(part.range().name(), part.rows(), position)));
    }
    return made;
  }

  private void handOut(List<SourceRecord> page, HeldBytes bytes) throws InterruptedException {
    if (page.isEmpty()) {
      bytes.giveBack();
    } else {
      unacknowledged.handOut(page.size());
      queue.put(page, bytes);
    }
  }
}
