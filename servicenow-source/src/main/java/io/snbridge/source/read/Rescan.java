/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.connect.ConnectErrors;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.OpenRanges;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.Sleeper;
import io.snbridge.source.scan.SnapshotRangeQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole table by id, time and again, beside the stream, and hands out the rows whose
 * change left no stamp: {@code autoSysFields(false)}, imports with a date of the past. It has one
 * request in flight, and rests after each for as long as it took, so that it takes half of one
 * session at most. A {@link RepeatedSnapshot} goes first. Runs on a thread of its own; {@link
 * EmittedRows} keeps it apart from the stream.
 */
final class Rescan {

  private static final Logger LOG = LoggerFactory.getLogger(Rescan.class);

  /** Longer ones are not given back. */
  private static final Duration LOST_RIGHTS = Duration.ofDays(1);

  private final RepeatedSnapshot snapshot;
  private final TableConfig config;
  private final Instance instance;
  private final PageFetcher pages;
  private final Sleeper sleeper;
  private final RecordBuilder records;
  private final PageQueue queue;
  private final EmittedRows known;
  private final EarlyRows early;
  private final CompletenessCheck completeness;
  private final ExecutorService threads;
  private final LongSupplier nanoTime;
  private final HiddenRows hidden;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final LongAdder passes = new LongAdder();
  private final LongAdder read = new LongAdder();
  private final LongAdder found = new LongAdder();
  private final LongAdder vanished = new LongAdder();

  // Both owned by the rescan's thread.
  private Optional<Long> usuallyHidden = Optional.empty();
  private Optional<Long> moreHiddenSince = Optional.empty();

  Rescan(
      TableReading table,
      RepeatedSnapshot snapshot,
      CompletenessCheck completeness,
      ExecutorService threads) {
    this.snapshot = snapshot;
    this.config = table.config();
    this.instance = table.instance();
    this.pages = table.pages();
    this.sleeper = table.sleeper();
    this.records = table.records();
    this.queue = table.queue();
    this.known = table.known();
    this.early = table.early();
    this.completeness = completeness;
    this.threads = threads;
    this.nanoTime = System::nanoTime;
    this.hidden = new HiddenRows(config.alias());
  }

  /**
   * The stream begins; nothing without {@code rescan.interval.ms} and when no snapshot is due, nor
   * the second time.
   */
  void begin() {
    if ((config.rescan().isOn() || snapshot.isDue()) && begun.compareAndSet(false, true)) {
      threads.execute(this::run);
    }
  }

  private void run() {
    try {
      snapshot.read();
      if (!config.rescan().isOn()) {
        return;
      }
      if (known.knowsAll()) {
        sleeper.await(config.rescan().interval());
      }
      while (true) {
        pass();
        sleeper.await(config.rescan().interval());
      }
    } catch (InterruptedException stopping) {
      LOG.debug("Table '{}': the rescan ends because the task stops", config.alias());
    } catch (RuntimeException | Error failure) {
      queue.fail(ConnectErrors.fatal("Table '" + config.alias() + "', rescan", failure));
    }
  }

  private void pass() throws InterruptedException {
    boolean learns = !known.knowsAll();
    long hiddenBefore = hidden.count();
    long readBefore = read.sum();
    long foundBefore = found.sum();
    CompletenessCheck.Check check = completeness.begins(CompletenessCheck.RESCAN);
    known.passBegins();
    OpenRanges open = new OpenRanges(Set.of());
    for (var range = open.begin(); range.isPresent(); range = open.begin()) {
      read(new SnapshotRangeQuery(range.get(), config, Optional.empty(), open));
    }
    long hiddenNow = hidden.count() - hiddenBefore;
    int gone = known.passEnds(wereShown(hiddenNow));
    passes.increment();
    vanished.add(gone);
    check.ends(read.sum() - readBefore, hiddenNow);
    tell(learns, read.sum() - readBefore, found.sum() - foundBefore, gone);
    if (known.passedOver() > 0) {
      LOG.info(
          "Table '{}': {} rows were not compared in this pass, because more than {} others changed"
              + " while one page was read. The next pass compares them.",
          config.alias(),
          known.passedOver(),
          EmittedRows.MOST_MEANWHILE);
    }
    if (known.untracked() > 0) {
      LOG.warn(
          "Table '{}': {} rows were not compared, 'rescan.max.rows' is {}. Raise it (22 to"
              + " 43 bytes of heap a row), or narrow 'query'.",
          config.alias(),
          known.untracked(),
          config.rescan().mostRows());
    }
  }

  /**
   * Whether rows that a pass did not see are gone. The first pass tells what is usually hidden;
   * while more rows are, rights may be lost that are given back. After a day that is usual.
   */
  private boolean wereShown(long hiddenNow) {
    long now = nanoTime.getAsLong();
    boolean isFirst = usuallyHidden.isEmpty();
    boolean more = usuallyHidden.filter(usual -> hiddenNow > usual).isPresent();
    moreHiddenSince = more ? moreHiddenSince.or(() -> Optional.of(now)) : Optional.empty();
    if (moreHiddenSince.filter(since -> now - since < LOST_RIGHTS.toNanos()).isPresent()) {
      return false;
    }
    usuallyHidden = Optional.of(hiddenNow);
    return !isFirst;
  }

  /** A pass that has found nothing is what all of them are to be. */
  private void tell(boolean learns, long rows, long differ, int gone) {
    String line =
        learns
            ? "Table '{}': first rescan since the start: {} rows read, {} give records, {} known"
                + " ones are gone"
            : "Table '{}': rescan: {} rows read, {} had changed without a new timestamp and give"
                + " records, {} known ones are gone";
    if (learns || differ > 0 || gone > 0) {
      LOG.info(line, config.alias(), rows, differ, gone);
    } else {
      LOG.debug(line, config.alias(), rows, differ, gone);
    }
  }

  private void read(SnapshotRangeQuery slice) throws InterruptedException {
    Scan scan = new Scan(config.alias(), pages, slice, hidden);
    while (true) {
      known.rescanAsks();
      long asked = nanoTime.getAsLong();
      Optional<List<Row>> rows = scan.next();
      Duration took = Duration.ofNanos(nanoTime.getAsLong() - asked);
      if (rows.isEmpty()) {
        known.rescanRests();
        return;
      }
      read.add(rows.get().size());
      found.add(
          known.rescanFound(
              rows.get(),
              instance.now(config.table()),
              scan.bytes(),
              (differ, position, isKnown) -> handOut(differ, scan, position, isKnown)));
      scan.takeBytes().giveBack();
      sleeper.await(took);
    }
  }

  private void handOut(List<Row> rows, Scan scan, InStream position, Predicate<Row> isKnown)
      throws InterruptedException {
    List<SourceRecord> page =
        pages
            .retries()
            .untilShown(
                () ->
                    known.knowsAll()
                        ? records.rescanned(rows, position, isKnown)
                        : records.readAgain(rows, position));
    early.areReadBeside(rows);
    if (!page.isEmpty()) {
      queue.put(page, scan.takeBytes());
    }
  }

  /** Passes that were read to their end. */
  long passes() {
    return passes.sum();
  }

  /** Rows that were read. */
  long read() {
    return read.sum();
  }

  /** Rows that differed from what is known. */
  long found() {
    return found.sum();
  }

  /** Rows that were known and were not there any more. */
  long vanished() {
    return vanished.sum();
  }
}
