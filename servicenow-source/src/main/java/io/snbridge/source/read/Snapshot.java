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
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
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

  /** Whether it takes its share of what may be read at once. */
  private final BooleanSupplier isRead;

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
    this.isRead = () -> !table.retries().areGivenUp();
  }

  /** It will be read: others are left their share from now on. */
  void comes() {
    spare.snapshotComes(isRead);
  }

  /** It was read, or will not be; may be called twice. */
  void isOver() {
    spare.snapshotIsOver(isRead);
  }

  /** The first rows of a table, none when it shows none, before they are handed out. */
  @FunctionalInterface
  interface FirstRows {
    void came(List<Row> rows) throws InterruptedException;
  }

  /**
   * Begins and returns when all records are in the queue.
   *
   * @param streamStart carried by every record's offset
   * @param id the {@code snapshot.id} that it is for, carried likewise
   * @param first told of the first rows
   */
  void read(Instant streamStart, Optional<String> id, FirstRows first) throws InterruptedException {
    progress.snapshotBegins();
    lookback.snapshotBegins(streamStart);
    CompletableFuture<Long> toRead = new CompletableFuture<>();
    SnapshotProgress said = said(toRead);
    CompletenessCheck.Check check = completeness.begins(CompletenessCheck.SNAPSHOT, toRead);
    read(
        Map.of(),
        row -> new InRange(streamStart, columns.id(row), id),
        said,
        Optional.of(
            (total, rows) -> {
              first.came(rows);
              total.ifPresentOrElse(toRead::complete, () -> completeness.countInto(toRead));
            }));
    said.ends();
    known.isComplete();
    check.ends(progress.snapshotRows(), hidden.count());
  }

  /**
   * Goes on, and returns when all records are in the queue.
   *
   * @param stored ranges that were begun before; what a former task has read of them is not known
   */
  void resume(Instant streamStart, Map<String, InRange> stored, Optional<String> id)
      throws InterruptedException {
    progress.snapshotBegins();
    SnapshotProgress said = said(completeness.count(SnapshotRangeQuery.left(config, stored)));
    read(stored, row -> new InRange(streamStart, columns.id(row), id), said, Optional.empty());
    said.ends();
  }

  private SnapshotProgress said(Future<Long> toRead) {
    SnapshotProgress said =
        new SnapshotProgress(
            config.alias(), CompletenessCheck.SNAPSHOT, nanoTime, toRead, hidden::count);
    progress.snapshotIs(said);
    return said;
  }

  /** The first rows, and how many there are in all. */
  private interface FirstPage {
    FirstPage NONE = (total, rows) -> {};

    void came(OptionalLong total, List<Row> rows) throws InterruptedException;
  }

  private void read(
      Map<String, InRange> stored,
      Function<Row, Position> position,
      SnapshotProgress said,
      Optional<FirstPage> first)
      throws InterruptedException {
    OpenRanges open = new OpenRanges(stored.keySet());
    AtomicReference<Optional<FirstPage>> whole = new AtomicReference<>(first);
    new RangeReaders(
            spare,
            config.snapshotParallelism(),
            open,
            (range, reader) -> {
              Optional<FirstPage> mine = whole.getAndSet(Optional.empty());
              SnapshotRangeQuery slice =
                  mine.isPresent()
                      ? SnapshotRangeQuery.whole(range, config, open)
                      : slice(range, open, stored);
              read(slice, position, said, reader, mine.orElse(FirstPage.NONE));
            })
        .read(first.isPresent());
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
      RangeReaders.Reader reader,
      FirstPage first)
      throws InterruptedException {
    Scan scan = new Scan(config.alias(), pages, slice, hidden);
    OneAhead behind = new OneAhead(reader.others());
    int done = 0;
    Optional<List<Row>> rows = scan.next();
    first.came(scan.firstTotal(), rows.orElse(List.of()));
    for (; rows.isPresent(); rows = scan.next()) {
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
