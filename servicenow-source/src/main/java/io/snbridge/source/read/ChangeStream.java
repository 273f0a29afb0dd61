/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.log.Words;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.read.Lookback.Missed;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.HeldBytes;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.TimestampCheck;
import io.snbridge.source.scan.Window;
import io.snbridge.source.scan.WindowCount;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the changes of a table, window by window. A window ends {@code settle.ms} before the
 * instance's clock, in whole seconds, because stamps have whole seconds and are made before their
 * transaction commits. Owned by the table's poller.
 */
final class ChangeStream {

  /** By more than this a clock does not fall back that is right. */
  private static final Duration FALLEN_BACK = Duration.ofSeconds(10);

  private static final Duration WORTH_A_WORD = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);

  private final TableConfig config;
  private final ScanTarget target;
  private final Instance instance;
  private final PageFetcher pages;
  private final HiddenRows hidden;
  private final PollTimer timer;
  private final RecordBuilder records;
  private final PageQueue queue;
  private final KeysetColumns reader;
  private final BranchOrder shape;
  private final TableProgress progress;
  private final Deletes deletes;
  private final EmittedRows known;
  private final Rescan rescan;
  private final Lookback lookback;
  private final TimestampCheck stamps;
  private final ExcludedChanges excluded;
  private final OncePerMinute aheadWarnings;

  private @Nullable InStream position;
  private Optional<Instant> stored = Optional.empty();

  ChangeStream(
      TableReading table,
      Deletes deletes,
      Rescan rescan,
      TimestampCheck stamps,
      ExcludedChanges excluded) {
    this.config = table.config();
    this.target = ScanTarget.rows(config);
    this.instance = table.instance();
    this.pages = table.pages();
    this.hidden = table.hidden();
    this.timer = table.timer();
    this.records = table.records();
    this.queue = table.queue();
    this.reader = new KeysetColumns(config.timestampField(), config.idField());
    this.shape = table.shape();
    this.progress = table.progress();
    this.deletes = deletes;
    this.known = table.known();
    this.rescan = rescan;
    this.lookback = table.lookback();
    this.stamps = stamps;
    this.excluded = excluded;
    this.aheadWarnings = new OncePerMinute(table.sleeper()::nanoTime);
  }

  /** Where a window ends that is opened now: whole seconds. */
  static Instant settled(Instance instance, TableConfig config) throws InterruptedException {
    return settled(instance.now(config.table()), config);
  }

  private static Instant settled(Instant now, TableConfig config) {
    return now.minus(config.settle()).truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Reads from a position on, until the task stops.
   *
   * @param nothingBefore the end of a first window that need not be read, because it is empty
   */
  void read(InStream start, Optional<Instant> nothingBefore) throws InterruptedException {
    Optional<Instant> empty = nothingBefore;
    position = start;
    stored = Optional.of(start.timestamp());
    lookback.begin(start);
    known.streamRests(stamped(start));
    rescan.begin();
    while (true) {
      known.streamReads();
      Instant now = instance.now(config.table());
      deletes.read(now);
      Instant end = settled(now, config);
      progress.windowOpens(now, position().timestamp());
      readMissed();
      if (empty.isPresent()) {
        passOver(empty.get());
        empty = Optional.empty();
      } else if (end.isAfter(position().timestamp())) {
        drain(end);
      } else {
        checkAhead(end);
      }
      progress.drained();
      known.streamRests(stamped(position()));
      stamps.again();
      timer.awaitNext(position().timestamp());
    }
  }

  private void passOver(Instant end) {
    lookback.windowOpens(position(), end);
    lookback.windowRead(position(), end, 0, 0, 0);
    position = InStream.from(end);
    progress.reached(end);
  }

  private void drain(Instant end) throws InterruptedException {
    WindowCount count = opens(position(), end);
    Scan scan = scan(position(), end, hidden);
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      Row lastRow = rows.get().get(rows.get().size() - 1);
      Instant last = reader.timestamp(lastRow);
      progress.reached(last);
      lookback.handedOut(rows.get());
      HiddenTimes times = lookback.stored(last, count.hidden(), count.mayHide(scan));
      handOut(rows.get(), row -> after(row).withHidden(times), scan.takeBytes());
      count.shown(rows.get().size());
      Optional<Instant> next = scan.isOver() ? Optional.empty() : nextWanted(rows.get(), last, end);
      if (next.isPresent()) {
        scan.leave();
      }
      if (next.filter(end::isAfter).isPresent()) {
        count.leaves(scan);
        scan = scan(InStream.from(next.get()), end, hidden);
      } else if (lookback.isFull() && last.isAfter(count.from().timestamp())) {
        lookback.windowRead(
            count.from(),
            last.plusSeconds(1),
            count.hidden(),
            count.mayHide(scan) ? 1 : 0,
            count.shown());
        count = opens(after(lastRow), end).goingOn(scan);
      }
    }
    excluded.interrupted();
    count.leaves(scan);
    lookback.windowRead(count.from(), end, count.hidden(), count.doubtful(), count.shown());
    position = InStream.from(end);
    progress.reached(end);
  }

  private WindowCount opens(InStream from, Instant end) {
    lookback.windowOpens(from, end);
    return new WindowCount(from, hidden);
  }

  /** Where to go on after rows of which none is wanted; empty for after them. */
  private Optional<Instant> nextWanted(List<Row> rows, Instant last, Instant end)
      throws InterruptedException {
    if (!records.wanted(rows).isEmpty()) {
      excluded.interrupted();
      return Optional.empty();
    }
    return excluded.until(last, end);
  }

  /** Rows whose timestamps lie before the position, and that no window has shown. */
  private void readMissed() throws InterruptedException {
    Optional<Missed> late = lookback.look(position());
    if (late.isPresent()) {
      readLate(late.get());
    }
    Optional<Missed> shownAgain = lookback.shownAgain(position());
    if (shownAgain.isPresent()) {
      readShownAgain(shownAgain.get());
    }
  }

  /** What is left of them after a stop is looked for by the task that follows. */
  private void readLate(Missed where) throws InterruptedException {
    Scan scan = scan(where.start(), where.end(), HiddenRows.countedElsewhere(config.alias()));
    List<Row> last = List.of();
    HeldBytes bytes = HeldBytes.NONE;
    for (List<Row> found = missed(scan, where); !found.isEmpty(); found = missed(scan, where)) {
      for (List<Row> part : PageQueue.parts(found, 1)) {
        handOutLate(last, where, false, bytes);
        last = part;
        bytes = HeldBytes.NONE;
      }
      bytes = scan.takeBytes();
      bytes.lend();
    }
    handOutLate(last, where, true, bytes);
  }

  /**
   * All carry the stream's position, and which rows of that time were handed out. When these are
   * too many to be stored, each row carries where it is, but for the last one: then those after it
   * are not missed after a stop, but what was sent between comes again.
   */
  private void handOutLate(List<Row> rows, Missed where, boolean isEnd, HeldBytes bytes)
      throws InterruptedException {
    Optional<HiddenTimes> before = lookback.storedWithRest(where);
    lookback.handedOut(rows);
    HiddenTimes times = lookback.stored();
    Optional<HiddenTimes> left = isEnd ? Optional.of(times) : lookback.storedWithRest(where);
    handOut(
        rows,
        row ->
            (isLast(row, rows) ? left : before)
                .map(position()::withHidden)
                .orElseGet(() -> after(row).withHidden(times)),
        isEnd,
        bytes);
  }

  /**
   * All carry the stream's position: what is still hidden is stored with it. What they are is
   * stored with the last one of a part, so that one that has not arrived as a whole comes again.
   */
  private void readShownAgain(Missed where) throws InterruptedException {
    HiddenRows counted = HiddenRows.countedElsewhere(config.alias());
    Scan scan = scan(where.start(), where.end(), counted);
    for (List<Row> found = missed(scan, where); !found.isEmpty(); found = missed(scan, where)) {
      for (List<Row> rows : PageQueue.parts(found, 1)) {
        HiddenTimes before = lookback.stored();
        lookback.handedOut(rows);
        HiddenTimes times = lookback.stored();
        boolean isEnd = isLast(rows.get(rows.size() - 1), found);
        handOut(
            rows,
            row -> position().withHidden(isLast(row, rows) ? times : before),
            isEnd,
            isEnd ? scan.takeBytes() : HeldBytes.NONE);
      }
    }
    lookback.shownAgainRead(counted.count(), scan.doubtful());
  }

  /** The next rows that were not handed out; empty at the end. */
  private List<Row> missed(Scan scan, Missed where) throws InterruptedException {
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      // Those of excluded users were passed over, and are looked for no more.
      lookback.handedOut(records.unwanted(rows.get()));
      List<Row> found = lookback.missed(records.wanted(rows.get()), where, position());
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private boolean isLast(Row row, List<Row> rows) {
    return reader.id(row).equals(reader.id(rows.get(rows.size() - 1)));
  }

  private InStream position() {
    return Objects.requireNonNull(position, "not begun");
  }

  /** A position with all that is stored beside it. */
  private InStream stamped(InStream at) {
    return at.withDeletesUntil(deletes.until()).withHidden(lookback.stored());
  }

  private Scan scan(InStream from, Instant end, HiddenRows counted) {
    return new Scan(config.alias(), pages, new Window(target, from, end, shape), counted);
  }

  private void handOut(List<Row> rows, Function<Row, InStream> place, HeldBytes bytes)
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
  private void handOut(
      List<Row> rows, Function<Row, InStream> place, boolean wasAll, HeldBytes bytes)
      throws InterruptedException {
    if (rows.isEmpty()) {
      return;
    }
    Optional<Instant> until = deletes.until();
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

  private InStream after(Row row) {
    return InStream.after(reader.timestamp(row), reader.id(row));
  }

  /**
   * A position that the clock has not reached yet: someone set it, or the clock was set back, or a
   * wrong one was believed. While nothing is read, no other answer would correct it.
   */
  private void checkAhead(Instant end) throws InterruptedException {
    if (position().timestamp().isAfter(end.plus(FALLEN_BACK))) {
      instance.ask(config.table());
    }
    if (position().timestamp().isAfter(end.plus(config.settle()).plus(WORTH_A_WORD))) {
      aheadWarnings.due().ifPresent(more -> warnAhead(end, more));
    }
  }

  private void warnAhead(Instant end, String more) {
    String ahead = Words.of(Duration.between(end, position().timestamp()));
    if (stored.filter(position().timestamp()::equals).isPresent()) {
      LOG.warn(
          "Table '{}': the stored position {} is {} ahead of the instance's clock; nothing"
              + " is read before {} plus 'settle.ms'. If it is wrong, alter the connector's"
              + " offsets.{}",
          config.alias(),
          GlideDateTime.text(position().timestamp()),
          ahead,
          GlideDateTime.text(position().timestamp()),
          more);
    } else {
      LOG.warn(
          "Table '{}': the instance's answers have fallen {} behind {}, up to which changes"
              + " were read; nothing is read until their clock is there. If the instance's clock"
              + " was set back, changes with earlier timestamps are missed: restart the connector,"
              + " and alter its offsets to an earlier time.{}",
          config.alias(),
          ahead,
          GlideDateTime.text(position().timestamp()),
          more);
    }
  }
}
