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
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.HeldBytes;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.PageFetcher.Answer;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.TimestampCheck;
import io.snbridge.source.scan.Window;
import io.snbridge.source.scan.WindowCount;
import io.snbridge.source.scan.WindowCount.SoFar;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the changes of a table, window by window. A window ends {@code settle.ms} before the
 * instance's clock, in whole seconds, because stamps have whole seconds and are made before their
 * transaction commits. What comes after it is sent by {@link EarlyLooks}. Owned by the table's
 * poller.
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
  private final KeysetColumns reader;
  private final BranchOrder shape;
  private final TableProgress progress;
  private final Deletes deletes;
  private final StreamRecords out;
  private final MissedRows missed;
  private final EarlyRows early;
  private final EarlyLooks looks;
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
    this.reader = new KeysetColumns(config.timestampField(), config.idField());
    this.shape = table.shape();
    this.progress = table.progress();
    this.deletes = deletes;
    this.out = new StreamRecords(table, deletes);
    this.missed = new MissedRows(table, out);
    this.early = table.early();
    this.looks = new EarlyLooks(table, out);
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
   * @param nothingBefore the end of a first window that need not be read, because it is empty, as
   *     is the time before it that is looked back upon
   */
  void read(InStream start, Optional<Instant> nothingBefore) throws InterruptedException {
    Optional<Instant> empty = nothingBefore;
    position = start;
    stored = Optional.of(start.timestamp());
    lookback.begin(start);
    nothingBefore.ifPresent(end -> lookback.nothingIsThere());
    early.begin(start.early());
    known.streamRests(out.stamped(start));
    rescan.begin();
    while (true) {
      known.streamReads();
      Instant now = instance.now(config.table());
      deletes.read(now);
      Instant end = settled(now, config);
      progress.windowOpens(now, position().timestamp());
      missed.read(position());
      if (empty.isPresent()) {
        passOver(empty.get());
        empty = Optional.empty();
      } else {
        readOn(end, now);
      }
      progress.drained();
      known.streamRests(out.stamped(position()));
      stamps.again();
      timer.awaitNext(position().timestamp());
    }
  }

  private void readOn(Instant end, Instant now) throws InterruptedException {
    if (!end.isAfter(position().timestamp())) {
      checkAhead(end);
    } else {
      Optional<Answer> all = looks.all(position(), now);
      if (all.isPresent()) {
        take(all.get(), end);
        return;
      }
      drain(end);
    }
    looks.look(position(), instance.now(config.table()));
  }

  /** A window, and what comes after it, of which nothing is hidden. */
  private void take(Answer all, Instant end) throws InterruptedException {
    List<Row> settled =
        all.rows().stream().filter(row -> reader.timestamp(row).isBefore(end)).toList();
    WindowCount count = opens(position(), end);
    lookback.handedOut(settled);
    HiddenTimes times = lookback.stored();
    List<Row> rest = all.rows().subList(settled.size(), all.rows().size());
    // They count until the last rows of them are taken.
    boolean goesOn = looks.hasFresh(rest);
    out.handOut(
        fresh(settled),
        row -> out.after(row).withHidden(times),
        !goesOn,
        goesOn ? HeldBytes.NONE : all.bytes());
    count.shown(settled.size());
    ends(count, end);
    looks.send(rest, position(), goesOn ? all.bytes() : HeldBytes.NONE);
  }

  private void passOver(Instant end) {
    lookback.windowOpens(position(), end);
    lookback.windowRead(position(), end, 0, 0, 0);
    position = InStream.from(end);
    progress.reached(end);
  }

  private void drain(Instant end) throws InterruptedException {
    WindowCount count = opens(position(), end);
    boolean isPart = false;
    Scan scan = scan(position(), end, hidden);
    Instant second = count.from().timestamp();
    SoFar beforeSecond = SoFar.of(scan, hidden);
    SoFar beforePage = beforeSecond;
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      Instant last = reader.timestamp(rows.get().get(rows.get().size() - 1));
      if (last.isAfter(second)) {
        second = last;
        beforeSecond = beforePage;
      }
      progress.reached(last);
      lookback.handedOut(rows.get());
      HiddenTimes times = lookback.stored(last, count.hidden(), count.mayHide(scan));
      out.handOut(fresh(rows.get()), row -> out.after(row).withHidden(times), scan.takeBytes());
      count.shown(rows.get().size());
      Optional<Instant> next = scan.isOver() ? Optional.empty() : nextWanted(rows.get(), last, end);
      if (next.isPresent()) {
        scan.leave();
      }
      if (next.filter(end::isAfter).isPresent()) {
        count.leaves(scan);
        scan = scan(InStream.from(next.get()), end, hidden);
      } else if (lookback.isFull() && !scan.isOver()) {
        isPart = true;
        count = split(count, scan, last, end, beforeSecond);
      }
      beforePage = SoFar.of(scan, hidden);
    }
    count.leaves(scan);
    boolean isSure = count.hidden() + count.doubtful() == 0;
    looks.windowRead(count.shown(), isSure);
    if (isPart) {
      lookback.partRead(count.from(), end, !isSure, count.shown());
      ended(end);
    } else {
      ends(count, end);
    }
  }

  /**
   * A window of which many rows were read ends with the last whole second.
   *
   * @param beforeLast what was counted before the first page with a row of the last second
   */
  private WindowCount split(
      WindowCount count, Scan scan, Instant last, Instant end, SoFar beforeLast)
      throws InterruptedException {
    boolean mayHide = count.passedOver(scan);
    WindowCount goesOn = count;
    if (last.isAfter(count.from().timestamp())) {
      lookback.splits(count.from(), last, mayHide, count.shown());
      lookback.handedOutEarly(early.in(last, end));
      goesOn = new WindowCount(InStream.from(last), hidden).goingOn(beforeLast);
    }
    lookback.secondGoesOn(goesOn.from(), mayHide);
    return goesOn;
  }

  /** Those that were not sent early as they are. */
  private List<Row> fresh(List<Row> rows) {
    early.forgetReadBeside();
    return rows.stream().filter(row -> !early.knows(row)).toList();
  }

  private void ends(WindowCount count, Instant end) {
    lookback.windowRead(count.from(), end, count.hidden(), count.doubtful(), count.shown());
    ended(end);
  }

  private void ended(Instant end) {
    excluded.interrupted();
    position = InStream.from(end);
    early.forgetBefore(end);
    progress.reached(end);
  }

  private WindowCount opens(InStream from, Instant end) {
    lookback.windowOpens(from, end);
    lookback.handedOutEarly(early.in(from.timestamp(), end));
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

  private InStream position() {
    return Objects.requireNonNull(position, "not begun");
  }

  private Scan scan(InStream from, Instant end, HiddenRows counted) {
    return new Scan(config.alias(), pages, new Window(target, from, end, shape), counted);
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
