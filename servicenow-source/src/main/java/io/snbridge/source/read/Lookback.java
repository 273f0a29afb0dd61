/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.SentEarly.Sent;
import io.snbridge.source.read.MissedRowsScan.Look;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.TableRetries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Looks again at the time before the stream's position, for rows that no window has shown: their
 * transaction took longer than {@code settle.ms}, or the clock that windows end by is ahead of the
 * one that stamps rows, or they were hidden from the user. It asks for ids and timestamps only,
 * twice in the time that it looks back upon, and remembers those of the rows that were handed out.
 * Of {@link HiddenWindows} it does so for longer.
 *
 * <p>What a former task has handed out is not known, so that nothing before the stored position is
 * looked at; of a snapshot that this task has read from its beginning, it is. Thread-safe, because
 * a snapshot has many readers.
 */
public final class Lookback {

  /**
   * Where there are rows that were not handed out.
   *
   * @param wasHidden whether they were counted there before, and not shown
   */
  record Missed(InStream start, Instant end, boolean wasHidden) {

    Instant from() {
      return start.timestamp();
    }
  }

  private final TableConfig config;
  private final LongSupplier nanoTime;
  private final HiddenWindows hidden;
  private final SeenRows seen;
  private final MissedRowsScan scan;
  private final MissedRowsReport report;
  private final AtomicLong hiddenWindows = new AtomicLong();
  private long lookedAt;

  /** The window whose rows are being read again, and what the look at it left. */
  private Optional<Shown> reading = Optional.empty();

  private record Shown(HiddenWindow window, Look look) {}

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  Lookback(
      TableConfig config,
      Instance instance,
      TableRetries retries,
      BranchOrder shape,
      LongSupplier nanoTime) {
    this.config = config;
    this.nanoTime = nanoTime;
    this.hidden = new HiddenWindows(config.alias(), config.hiddenRecheck(), nanoTime);
    this.seen = new SeenRows(config, hidden);
    this.scan = new MissedRowsScan(config, instance, retries, shape, seen);
    this.report = new MissedRowsReport(config, nanoTime);
  }

  /** A snapshot begins anew, after which the stream begins at this time. */
  synchronized void snapshotBegins(Instant streamStart) {
    seen.snapshotBegins(streamStart);
  }

  /** The stream begins; so does what is looked at, unless a snapshot has shown what was before. */
  synchronized void begin(InStream start) {
    seen.begin(start);
    hiddenWindows.set(hidden.size());
    // At once, for the snapshot's sake.
    lookedAt = nanoTime.getAsLong() - interval().toNanos();
  }

  /**
   * From when on rows are looked for that a snapshot may have missed.
   *
   * @param streamStart where the stream begins after it
   */
  synchronized Instant since(Instant streamStart) {
    Instant since = config.looksBack() ? seen.since() : streamStart;
    return since.isBefore(streamStart) ? since : streamStart;
  }

  /** There is nothing to look at up to now. */
  synchronized void nothingIsThere() {
    lookedAt = nanoTime.getAsLong();
  }

  /** The stream reads up to there next: what is looked back upon from there is kept. */
  synchronized void windowOpens(InStream from, Instant end) {
    seen.windowOpens(end);
    hidden.opens(from);
  }

  /** Whether so many rows were shown that the window should end. */
  synchronized boolean isFull() {
    return hidden.isFull();
  }

  /** These are handed out. */
  synchronized void handedOut(List<Row> rows) {
    seen.add(rows);
  }

  /** These were handed out before their window was opened, which may not show them. */
  synchronized void handedOutEarly(Collection<Sent> rows) {
    seen.addEarly(rows);
  }

  /**
   * The stream has read the window that it has opened.
   *
   * @param hiddenRows that were counted and not shown
   * @param doubtful rows that may be such
   * @param shownRows that were shown, and handed out
   */
  synchronized void windowRead(
      InStream from, Instant end, long hiddenRows, long doubtful, long shownRows) {
    hidden.read(end, hiddenRows, doubtful, shownRows, seen.rememberFrom(from.timestamp()));
    hiddenWindows.set(hidden.size());
  }

  /**
   * The same of a part of a window, of which no count tells how many rows it has hidden: it is
   * asked for once more. So it is known by the task that follows, too, which need not send all of
   * the part again.
   *
   * @param passedOver whether there may be any
   */
  synchronized void partRead(InStream from, Instant end, boolean passedOver, long shownRows)
      throws InterruptedException {
    if (passedOver) {
      Look look = scan.lookAt(from, end);
      // What is shown by now may have been hidden.
      windowRead(from, end, look.mostHidden(), 1, shownRows);
    } else {
      windowRead(from, end, 0, 0, shownRows);
    }
  }

  /**
   * The open window was read before that second, of which it has shown rows, too: they are the
   * beginning of what is open then.
   *
   * @param passedOver whether it may have hidden rows
   */
  synchronized void splits(InStream from, Instant second, boolean passedOver, long shownRows)
      throws InterruptedException {
    Optional<OpenWindow> rest = hidden.open().map(OpenWindow::rest);
    partRead(from, second, passedOver, shownRows);
    rest.ifPresent(hidden::goesOn);
  }

  /** So many rows of the second that is open were read that no more are kept. */
  synchronized void secondGoesOn(InStream second, boolean passedOver) throws InterruptedException {
    Optional<OpenWindow> open = hidden.open().filter(OpenWindow::lacksCount);
    if (passedOver && open.isPresent()) {
      open.get().hides(scan.lookAt(second, second.timestamp().plusSeconds(1)).mostHidden());
    }
  }

  /** What the task that follows is to look at again. */
  synchronized HiddenTimes stored() {
    return hidden.stored();
  }

  /**
   * The same while a window is being read.
   *
   * @param last stamp of the rows that were handed out last
   * @param hiddenRows that were counted and not shown so far
   * @param mayHide whether there may be more
   */
  synchronized HiddenTimes stored(Instant last, long hiddenRows, boolean mayHide) {
    return hiddenRows > 0 || mayHide ? hidden.storedWithOpen(last, hiddenRows) : hidden.stored();
  }

  /**
   * The same while late rows are read: those that were not handed out yet are looked for by the
   * task that follows. Empty when the others of that time are more than are stored.
   */
  synchronized Optional<HiddenTimes> storedWithRest(Missed late) {
    return seen.storedWithRest(late.from(), late.end());
  }

  /**
   * Where there are rows that were not handed out; empty when there are none, or when it is not
   * time to look. Those of times that hid rows are left to {@link #shownAgain}.
   *
   * @param position of the stream: all before it was read
   */
  synchronized Optional<Missed> look(InStream position) throws InterruptedException {
    long now = nanoTime.getAsLong();
    if (!config.looksBack() || now - lookedAt < interval().toNanos()) {
      return Optional.empty();
    }
    lookedAt = now;
    Instant end = position.timestamp();
    if (seen.isOverflowed()) {
      report.overflowed(seen.since(), end);
      seen.forgetAllBefore(end);
    }
    seen.keepWhatIsNeeded();
    if (!seen.since().isBefore(end)) {
      return Optional.empty();
    }
    Instant begin = seen.sinceWindow();
    Look look = scan.lookAt(InStream.from(begin), end);
    look.earliest().ifPresent(unused -> hidden.showing(begin, end));
    if (look.hidden() > hidden.rows(begin, end)) {
      settle(hidden.doubtful(begin, end));
      // Those that are hidden by now included.
      hidden.lookedBack(begin, end, look.hidden(), seen.prints(begin, end));
    }
    hiddenWindows.set(hidden.size());
    return look.late().map(row -> new Missed(InStream.from(row), end, false));
  }

  private Duration interval() {
    return config.lookback().dividedBy(2);
  }

  /** Rows that are hidden may be those that these windows may hide, and are not new then. */
  private void settle(List<HiddenWindow> doubtful) throws InterruptedException {
    for (HiddenWindow window : doubtful) {
      Look look = scan.lookAt(window.start(), window.end());
      if (look.earliest().isEmpty()) {
        looked(window, look.hidden(), look.doubtful());
      }
    }
  }

  /**
   * Where rows are shown that were hidden; empty when there are none, or when it is not time to
   * look. Rows that it has shown before count among them if they are not remembered, but only if
   * fewer are hidden than were: rows that stay hidden have nothing sent twice.
   *
   * @param position of the stream: what a stop has left of its second is read by the stream first
   */
  synchronized Optional<Missed> shownAgain(InStream position) throws InterruptedException {
    Optional<HiddenWindow> due =
        hidden.due().filter(window -> !window.end().isAfter(position.timestamp()));
    if (due.isEmpty()) {
      return Optional.empty();
    }
    HiddenWindow window = due.get();
    if (!config.looksBack()) {
      seen.keepWhatIsNeeded();
    }
    Look look = scan.lookAt(window.start(), window.end());
    Optional<Instant> from =
        look.earliest().filter(row -> window.known() || look.mostHidden() < window.rows());
    if (from.isEmpty()) {
      looked(window, look.mostHidden(), look.doubtful());
    } else {
      reading = Optional.of(new Shown(window, look));
    }
    return from.map(row -> new Missed(at(row, window.start()), window.end(), true));
  }

  /** Before a row of a time that begins there. */
  private static InStream at(Instant row, InStream start) {
    return row.equals(start.timestamp()) ? start : InStream.from(row);
  }

  /**
   * What {@link #shownAgain} has found was read, and handed out.
   *
   * @param stillHidden rows that were not shown then: rights come and go
   * @param doubtful rows that may be such
   */
  synchronized void shownAgainRead(long stillHidden, long doubtful) {
    reading.ifPresent(
        shown ->
            looked(
                shown.window(),
                Math.max(stillHidden + doubtful, shown.look().mostHidden()),
                Math.max(doubtful, shown.look().doubtful())));
    reading = Optional.empty();
  }

  private void looked(HiddenWindow window, long rows, long doubtful) {
    hidden.looked(window, rows, doubtful);
    hiddenWindows.set(hidden.size());
  }

  /** Those that were not handed out; counts and reports them. */
  synchronized List<Row> missed(List<Row> rows, Missed where, InStream position) {
    List<Row> found = new ArrayList<>(rows);
    found.removeIf(row -> !seen.lack(row) || (!where.wasHidden() && seen.mayHaveBeenHidden(row)));
    if (!found.isEmpty() && where.wasHidden()) {
      report.shownAgain(found);
    } else if (!found.isEmpty()) {
      report.late(found, position.timestamp());
    }
    return found;
  }

  /** Rows that were handed out late, so far. */
  long found() {
    return report.late();
  }

  /** Rows that were hidden first and handed out later, so far. */
  long shown() {
    return report.shownAgain();
  }

  /** Times so far of which changes may be missed. */
  long unsure() {
    return hidden.unsure();
  }

  /** Windows of which rows were hidden, and that are looked at again. */
  long hiddenWindows() {
    return hiddenWindows.get();
  }
}
