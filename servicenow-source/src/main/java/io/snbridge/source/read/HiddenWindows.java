/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Windows of a stream that were counted with more rows than they showed, or may have been: while a
 * page is counted, rows leave it, too. The rows may be shown later, with the timestamps that they
 * have: rights that were lost are given back. Each window is due after {@code hidden.recheck.ms},
 * and ever more rarely for a day; those whose looks are not rarer yet are due as soon as the table
 * shows rows again. Guarded by its owner.
 */
final class HiddenWindows {

  private static final Duration KEPT = Duration.ofDays(1);

  /** Row ACLs for good hide rows in every other window. */
  private static final Duration BETWEEN_EARLY_LOOKS = Duration.ofMinutes(1);

  private final Duration recheck;
  private final LongSupplier nanoTime;
  private final HiddenWindowWarnings warnings;
  private final BoundedWindows windows = new BoundedWindows();

  /** Whether nothing was shown when rows were counted last. */
  private boolean blind;

  private Optional<Long> lookedEarlyAt = Optional.empty();

  /** What is being read now; empty for nothing. */
  private Optional<OpenWindow> open = Optional.empty();

  /**
   * @param recheck zero for never
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  HiddenWindows(String alias, Duration recheck, LongSupplier nanoTime) {
    this.recheck = recheck;
    this.nanoTime = nanoTime;
    this.warnings = new HiddenWindowWarnings(alias, nanoTime);
  }

  /** A window is read from there on: what it shows is kept. */
  void opens(InStream from) {
    open = Optional.of(new OpenWindow(from));
  }

  /**
   * Of the open window, what was shown before its last second was {@linkplain #read read}.
   *
   * @param rest of it
   */
  void goesOn(OpenWindow rest) {
    open = Optional.of(rest);
  }

  /** The open window, if there is one. */
  Optional<OpenWindow> open() {
    return open;
  }

  /** Whether the open window has shown as many rows as are kept, so that it should end. */
  boolean isFull() {
    return open.filter(window -> !window.isFull()).isEmpty();
  }

  /** Whether {@link #handedOut} makes a difference now. */
  boolean wants() {
    return open.isPresent() || !windows.isEmpty();
  }

  /**
   * Rows are handed out.
   *
   * @param rows their prints, and their times
   */
  void handedOut(Map<Long, Instant> rows) {
    open.ifPresent(window -> window.handedOut(rows));
    show(rows);
  }

  /** The same of rows that were handed out before the open window was opened. */
  void handedOutEarly(Map<Long, Instant> rows) {
    open.ifPresent(window -> window.handedOutEarly(rows));
    show(rows);
  }

  private void show(Map<Long, Instant> rows) {
    if (!windows.isEmpty() && !rows.isEmpty()) {
      Instant earliest = Collections.min(rows.values());
      windows.replaceAll(window -> window.end().isAfter(earliest) ? window.showing(rows) : window);
      forgetMostPrints();
    }
  }

  /**
   * The open window was read.
   *
   * @param hidden rows that were counted and not shown
   * @param doubtful rows that may be such
   * @param shown rows that were shown
   * @param known whether these are remembered as handed out
   */
  void read(Instant end, long hidden, long doubtful, long shown, boolean known) {
    InStream from = open.map(OpenWindow::from).orElseThrow();
    ShownRows prints = open.map(window -> window.shownBefore(end)).orElseThrow();
    open = Optional.empty();
    if (recheck.isZero()) {
      return;
    }
    if (hidden > 0 || doubtful > 0) {
      HiddenWindow window = window(new StreamSpan(from, end), hidden, known || shown == 0, prints);
      add(window);
      if (hidden == 0 && !window.known()) {
        // Nothing of it is sent again before a look has counted hidden rows.
        warnings.mayBeMissed(window, "up to " + doubtful);
      }
    }
    if (hidden > 0) {
      blind = shown == 0;
    } else if (shown > 0) {
      if (blind) {
        showsAgain();
      }
      blind = false;
    }
  }

  /**
   * The stream has looked back at what was handed out, and that is remembered. Rows that became
   * visible after their window was read may be hidden by then.
   *
   * @param from not in the middle of a window, in which nobody knows where the hidden rows are
   * @param hidden rows that were counted and not shown, those of windows that are known included
   * @param prints of the rows that were handed out
   */
  void lookedBack(Instant from, Instant end, long hidden, Set<Long> prints) {
    long known = rows(from, end);
    if (!recheck.isZero() && hidden > known) {
      StreamSpan span = new StreamSpan(InStream.from(from), end);
      add(window(span, hidden - known, true, ShownRows.of(prints)));
    }
  }

  private HiddenWindow window(StreamSpan span, long rows, boolean remembered, ShownRows shown) {
    LookSchedule schedule = LookSchedule.startingAt(nanoTime.getAsLong(), recheck);
    return new HiddenWindow(span, rows, remembered, shown, schedule);
  }

  private void add(HiddenWindow window) {
    windows.add(window);
    forgetMostPrints();
  }

  private void forgetMostPrints() {
    windows.forgetMostPrints().forEach(window -> warnings.mayBeMissed(window, "some"));
  }

  private void showsAgain() {
    long now = nanoTime.getAsLong();
    if (lookedEarlyAt.filter(then -> now - then < BETWEEN_EARLY_LOOKS.toNanos()).isEmpty()) {
      lookedEarlyAt = Optional.of(now);
      windows.replaceAll(window -> isAtFirstInterval(window) ? window.dueAt(now) : window);
    }
  }

  /** Whether the looks at it have not become rarer yet; those that made sure of it do not count. */
  private boolean isAtFirstInterval(HiddenWindow window) {
    return window.schedule().interval().equals(recheck);
  }

  /** Rows are shown in that time that were not: its windows are to be looked at now. */
  void showing(Instant begin, Instant end) {
    long now = nanoTime.getAsLong();
    windows.replaceAll(window -> window.span().overlaps(begin, end) ? window.dueAt(now) : window);
  }

  /** One that is to be looked at now. */
  Optional<HiddenWindow> due() {
    long now = nanoTime.getAsLong();
    windows.removeIf(window -> isOver(window, now));
    return windows.stream().filter(window -> window.schedule().isDue(now)).findFirst();
  }

  private boolean isOver(HiddenWindow window, long now) {
    boolean over = window.schedule().isOver(now);
    if (over) {
      warnings.givenUp(window);
    }
    return over;
  }

  /** Those in a time of which it is not sure that they hide any: a look at them tells. */
  List<HiddenWindow> doubtful(Instant begin, Instant end) {
    return windows.stream()
        .filter(window -> !window.isSure() && window.known() && window.span().overlaps(begin, end))
        .toList();
  }

  /** Rows in a time that are surely hidden. */
  long rows(Instant begin, Instant end) {
    return windows.stream()
        .filter(window -> window.span().overlaps(begin, end))
        .mapToLong(HiddenWindow::rows)
        .sum();
  }

  /**
   * It was looked at.
   *
   * @param rows that are still hidden
   * @param doubtful rows that may be such; none of either ends it
   */
  void looked(HiddenWindow window, long rows, long doubtful) {
    boolean over = rows == 0 && (doubtful == 0 || !window.known());
    if (!window.known() && window.isSure() && rows >= window.rows()) {
      warnings.mayBeOthers(window, rows, isAtFirstInterval(window));
    }
    // It may have shown rows since.
    if (over) {
      windows.removeIf(each -> each.span().equals(window.span()));
    } else {
      long now = nanoTime.getAsLong();
      windows.replaceAll(each -> each.span().equals(window.span()) ? each.looked(rows, now) : each);
    }
  }

  /** Times so far of which changes may be missed. From any thread. */
  long unsure() {
    return warnings.unsure();
  }

  /** What was handed out is not remembered any more. */
  void forgetHandedOut() {
    windows.replaceAll(HiddenWindow::unknown);
  }

  /** There is no room for what the oldest one has shown; false when none is remembered. */
  boolean forgetOldest() {
    return windows.forgetOldest();
  }

  /** What a former task has left. Whoever may see its rows by now is shown them, too. */
  void restore(HiddenTimes stored, Instant position) {
    List<HiddenTimes.Time> times = stored.times();
    List<HiddenWindow> left = new ArrayList<>();
    for (HiddenTimes.Time time : times) {
      // What is not before the position is read anew.
      Instant end = time.end().isAfter(position) ? position : time.end();
      if (recheck.isZero() || !time.from().isBefore(end)) {
        continue;
      }
      HiddenWindow window = restored(time, end);
      if (Duration.between(end, position).compareTo(KEPT) > 0) {
        warnings.givenUp(window);
      } else {
        left.add(window);
        blind = time.shown().filter(Set::isEmpty).isPresent();
      }
    }
    windows.addAll(left);
  }

  /**
   * What a former task has shown without telling what comes again, rather than nothing: unless as
   * many are hidden as it has counted.
   */
  private HiddenWindow restored(HiddenTimes.Time time, Instant end) {
    StreamSpan span = new StreamSpan(time.from(), time.after(), end);
    boolean comesAgain = time.shown().isEmpty() && time.rows() == 0;
    ShownRows shown = comesAgain ? ShownRows.NONE : new ShownRows(time.shown());
    return window(span, time.rows(), comesAgain, shown);
  }

  /** For the task that follows. */
  HiddenTimes stored() {
    return stored(Optional.empty());
  }

  /**
   * The same while a window is being read.
   *
   * @param last stamp of the rows that were handed out last
   * @param rows of it that were counted and not shown so far
   */
  HiddenTimes storedWithOpen(Instant last, long rows) {
    return stored(
        open.filter(unused -> !recheck.isZero()).map(window -> window.stored(last, rows)));
  }

  /**
   * The same while rows are read that appeared late in some time.
   *
   * @param shown prints of the rows of it that were handed out
   * @return empty when they are more than are stored
   */
  Optional<HiddenTimes> storedWithRest(Instant from, Instant end, Set<Long> shown) {
    boolean fits =
        ShownRows.of(shown).areKnown()
            && shown.size() + windows.prints() <= BoundedWindows.MOST_PRINTS;
    return recheck.isZero() || !fits
        ? Optional.empty()
        : Optional.of(stored(Optional.of(new HiddenTimes.Time(from, end, 0, shown))));
  }

  private HiddenTimes stored(Optional<HiddenTimes.Time> openNow) {
    int taken = openNow.flatMap(HiddenTimes.Time::shown).map(Set::size).orElse(0);
    List<HiddenTimes.Time> times = windows.stored(BoundedWindows.MOST_PRINTS - taken);
    openNow.ifPresent(times::add);
    return times.isEmpty() ? HiddenTimes.NONE : new HiddenTimes(times);
  }

  /** Where the window begins that a time is in the middle of; that time if there is none. */
  Instant beginOf(Instant time) {
    return windows.stream()
        .filter(window -> window.span().covers(time))
        .map(HiddenWindow::from)
        .min(Instant::compareTo)
        .orElse(time);
  }

  /** Where the first of them begins. */
  Optional<Instant> earliest() {
    return windows.stream().map(HiddenWindow::from).min(Instant::compareTo);
  }

  /** Whether a row of that time was shown when it was read. */
  boolean showed(Instant stamp, long print) {
    return windows.stream()
        .anyMatch(window -> window.span().covers(stamp) && window.shown().contain(print));
  }

  /** Whether what was handed out of that time is to be remembered. */
  boolean remembers(Instant stamp) {
    return windows.stream().anyMatch(window -> window.remembered() && window.span().covers(stamp));
  }

  /** Whether rows of that time may have been hidden. */
  boolean covers(Instant stamp) {
    return windows.stream().anyMatch(window -> window.span().covers(stamp));
  }

  int size() {
    return windows.size();
  }
}
