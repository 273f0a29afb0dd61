/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.config.SnapshotAgain;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.HeldBytes;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.OpenRanges;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.SnapshotRange;
import io.snbridge.source.scan.SnapshotRangeQuery;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the table, or a part of it, once more by id when {@code snapshot.id} has changed. It has
 * one request in flight, and of its pages one at a time waits for Kafka, so that the stream goes on
 * beside it; {@link EmittedRows} keeps it apart from that. Each range has a position of its own,
 * with the id. When Kafka has all of them, the stream's positions carry the id.
 *
 * <table>
 * <caption>Whether the table is read</caption>
 * <tr><th>stored</th><th>then</th></tr>
 * <tr><td>ranges of this id, and no end of it</td><td>after the last row of each; with another {@code
 * snapshot.query}, from the beginning</td></tr>
 * <tr><td>ranges of this id, and its end</td><td>no</td></tr>
 * <tr><td>ranges of another id</td><td>yes</td></tr>
 * <tr><td>no ranges: the end of this id, or a first snapshot that was for it</td><td>no</td></tr>
 * <tr><td>no ranges, nothing of this id</td><td>yes; but if the table's first snapshot begins now, that is
 * the reading</td></tr>
 * </table>
 *
 * Owned by the thread that reads beside the stream.
 */
final class RepeatedSnapshot {

  private static final Logger LOG = LoggerFactory.getLogger(RepeatedSnapshot.class);

  private final TableConfig config;
  private final Optional<SnapshotAgain> again;

  /** As positions have it. */
  private final Optional<String> query;

  private final StoredPositions stored;
  private final PositionCodec positions;
  private final UnacknowledgedRecords unacknowledged;
  private final CompletenessCheck counts;
  private final Instance instance;
  private final PageFetcher pages;
  private final RecordBuilder records;
  private final PageQueue queue;
  private final EmittedRows known;
  private final EarlyRows early;
  private final LongSupplier nanoTime;
  private final HiddenRows hidden;
  private final KeysetColumns columns;
  private final LongAdder rowsRead = new LongAdder();
  private final AtomicInteger rangesDone = new AtomicInteger();

  /** Written by the table's poller, before the stream begins. */
  private Optional<String> done;

  /**
   * @param pages asked for as those of a snapshot are
   * @param positions those of the records
   * @param unacknowledged knows which of its records Kafka does not have yet
   */
  RepeatedSnapshot(
      TableReading table,
      PageFetcher pages,
      StoredPositions stored,
      PositionCodec positions,
      UnacknowledgedRecords unacknowledged,
      CompletenessCheck counts) {
    this.config =
        table
            .config()
            .again()
            .map(SnapshotAgain::query)
            .map(table.config()::withOnly)
            .orElse(table.config());
    this.again = config.again();
    this.query = again.map(reading -> reading.query().text()).filter(text -> !text.isBlank());
    this.stored = stored;
    this.positions = positions;
    this.unacknowledged = unacknowledged;
    this.counts = counts;
    this.instance = table.instance();
    this.pages = pages;
    this.records = table.records();
    this.queue = table.queue();
    this.known = table.known();
    this.early = table.early();
    this.nanoTime = table.sleeper()::nanoTime;
    this.hidden = HiddenRows.countedElsewhere(config.alias());
    this.columns = new KeysetColumns(config.timestampField(), config.idField());
    this.done = stored.snapshot().or(stored::firstSnapshot);
    done.ifPresent(id -> positions.carry(id, stored.againBegan()));
  }

  /** The id that the table's first snapshot is for: what was set when it began. */
  Optional<String> ofFirst() {
    return stored.ranges().isEmpty() ? again.map(SnapshotAgain::id) : stored.firstSnapshot();
  }

  /** Kafka has the first snapshot. */
  void firstIsDone() {
    ofFirst().ifPresent(id -> isDone(id, stored.againBegan()));
  }

  private void isDone(String id, Optional<Instant> began) {
    done = Optional.of(id);
    positions.carry(id, began);
  }

  /** Whether there is something to read. */
  boolean isDue() {
    Optional<String> last = stored.lastAgain().flatMap(InRange::snapshot);
    return again
        .map(SnapshotAgain::id)
        .filter(
            id ->
                !done.equals(Optional.of(id))
                    || last.filter(other -> !other.equals(id)).isPresent())
        .isPresent();
  }

  /** Returns when Kafka has all of it; at once when nothing is due. */
  void read() throws InterruptedException {
    if (isDue()) {
      read(again.orElseThrow().id());
    }
  }

  private void read(String id) throws InterruptedException {
    Optional<InRange> last = stored.lastAgain();
    Optional<InRange> same = last.filter(other -> other.snapshot().equals(Optional.of(id)));
    boolean goesOn = same.filter(other -> other.query().equals(query)).isPresent();
    if (same.isPresent() && !goesOn) {
      warnOfOtherQuery(id, same.get().query());
    }
    Instant began = goesOn ? last.orElseThrow().streamStart() : begins();
    Map<String, InRange> left = goesOn ? stored.again() : Map.of();
    LOG.info(
        "Table '{}': the snapshot '{}' {}, beside the changes",
        config.alias(),
        id,
        goesOn ? "continues where it stopped" : "begins");
    SnapshotProgress said =
        new SnapshotProgress(
            config.alias(),
            "snapshot '" + id + "'",
            nanoTime,
            counts.count(
                left.isEmpty()
                    ? SnapshotRangeQuery.rows(config)
                    : SnapshotRangeQuery.left(config, left)),
            hidden::count);
    Function<Row, Position> position =
        row -> new InRange(began, columns.id(row), Optional.of(id), query);
    for (SnapshotRange range : SnapshotRange.ALL) {
      read(range, Optional.ofNullable(left.get(range.name())).map(InRange::lastId), position, said);
      rangesDone.incrementAndGet();
    }
    unacknowledged.await();
    said.ends();
    isDone(id, Optional.of(began));
  }

  private void warnOfOtherQuery(String id, Optional<String> before) {
    LOG.warn(
        "Table '{}': 'snapshot.query' was changed from '{}' to '{}' before the snapshot '{}' was"
            + " read to its end, so it begins anew. Rows that were read come again if the new"
            + " query has them. To read other rows once more, change 'snapshot.id', too.",
        config.alias(),
        before.orElse(""),
        query.orElse(""),
        id);
  }

  /** Later than any other reading, to tell their positions apart. */
  private Instant begins() throws InterruptedException {
    Instant now = instance.now(config.table()).truncatedTo(ChronoUnit.SECONDS);
    return stored
        .lastAgain()
        .map(InRange::streamStart)
        .or(stored::againBegan)
        .filter(other -> !other.isBefore(now))
        .map(other -> other.plusSeconds(1))
        .orElse(now);
  }

  private void read(
      SnapshotRange range,
      Optional<String> lastId,
      Function<Row, Position> position,
      SnapshotProgress said)
      throws InterruptedException {
    Optional<String> after = lastId;
    Scan scan = scan(range, after);
    Set<String> passedBy = Set.of();
    while (true) {
      unacknowledged.await();
      known.rescanAsks(passedBy);
      Optional<List<Row>> rows = scan.next();
      if (rows.isEmpty()) {
        known.rescanRests();
        return;
      }
      List<Row> page = upToLastOf(passedBy, rows.get());
      HeldBytes bytes = scan.takeBytes();
      boolean isTaken =
          !page.isEmpty()
              && known.readAgain(page, bytes, each -> handOut(range, each, position, bytes));
      if (isTaken) {
        after = Optional.of(columns.id(page.get(page.size() - 1)));
        rowsRead.add(page.size());
        said.read(page.size());
      } else {
        bytes.giveBack();
      }
      if (!isTaken || page.size() < rows.get().size()) {
        scan = scan(range, after);
      }
      passedBy = isTaken ? Set.of() : page.stream().map(columns::id).collect(Collectors.toSet());
    }
  }

  /**
   * Of a page that is read once more, because too many rows changed beside it the first time: this
   * time only changes of the same rows are remembered, which are not too many. What comes after the
   * last of them is of the next page.
   */
  private List<Row> upToLastOf(Set<String> passedBy, List<Row> rows) {
    int end = rows.size();
    while (!passedBy.isEmpty() && end > 0 && !passedBy.contains(columns.id(rows.get(end - 1)))) {
      end--;
    }
    return rows.subList(0, end);
  }

  private Scan scan(SnapshotRange range, Optional<String> after) {
    return new Scan(
        config.alias(),
        pages,
        new SnapshotRangeQuery(range, config, after, OpenRanges.none()),
        hidden);
  }

  private void handOut(
      SnapshotRange range, List<Row> rows, Function<Row, Position> position, HeldBytes bytes)
      throws InterruptedException {
    List<SourceRecord> page =
        pages.retries().untilShown(() -> records.again(range.name(), rows, position));
    early.areReadBeside(rows);
    if (page.isEmpty()) {
      bytes.giveBack();
    } else {
      unacknowledged.handOut(page.size());
      queue.put(page, bytes);
    }
  }

  /** Rows that this task has read. From any thread. */
  long rowsRead() {
    return rowsRead.sum();
  }

  /** Ranges that this task has read to their end. From any thread. */
  int rangesDone() {
    return rangesDone.get();
  }
}
