/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Windows of a stream that were counted with more rows than they showed, or may have been: while a
 * page is counted, rows leave it, too. The rows may be shown later, with the timestamps that they
 * have: rights that were lost are given back. Each window is due after {@code hidden.recheck.ms},
 * and ever more rarely for a day; those that were not looked at yet are due as soon as the table
 * shows rows again. Guarded by {@link Lookback}.
 */
final class HiddenWindows {

  private static final Logger LOG = LoggerFactory.getLogger(HiddenWindows.class);

  /** More are put together: what lies between two of them is looked at needlessly. */
  static final int MOST = 32;

  /** Rows of a window, and of all that are stored, that are kept as shown. */
  static final int MOST_PRINTS = 256;

  private static final Duration KEPT = Duration.ofDays(1);

  /** Row ACLs for good hide rows in every other window. */
  private static final Duration BETWEEN_EARLY_LOOKS = Duration.ofMinutes(1);

  /**
   * One of them.
   *
   * @param rows that were surely hidden when it was looked at last
   * @param remembered whether all rows that it has shown are remembered as handed out
   * @param seenAt when it was read last by the stream, on the JVM's clock
   * @param due when it is to be looked at, likewise
   * @param pause after the next look; {@code hidden.recheck.ms} until the first one
   * @param shown prints of the rows that it has shown; empty for more than are kept
   */
  record Hidden(
      Instant from,
      Instant end,
      long rows,
      boolean remembered,
      long seenAt,
      long due,
      Duration pause,
      Optional<Set<Long>> shown) {

    /** Whether it can be told which of its rows were shown. */
    boolean known() {
      return remembered || shown.isPresent();
    }

    boolean covers(Instant stamp) {
      return !stamp.isBefore(from) && stamp.isBefore(end);
    }

    private Duration spanTo(Hidden later) {
      return Duration.between(from, later.end);
    }

    private Hidden dueAt(long nanos) {
      return new Hidden(from, end, rows, remembered, seenAt, nanos, pause, shown);
    }

    private Hidden unknown() {
      return new Hidden(from, end, rows, false, seenAt, due, pause, shown);
    }

    private Hidden looked(long left, long now) {
      Duration next = pause.multipliedBy(2);
      return new Hidden(from, end, left, remembered, seenAt, now + pause.toNanos(), next, shown);
    }

    private Hidden showing(long print) {
      Optional<Set<Long>> more =
          shown.map(
              prints -> {
                Set<Long> all = new HashSet<>(prints);
                all.add(print);
                return all;
              });
      return new Hidden(
          from, end, rows, remembered, seenAt, due, pause, more.filter(HiddenWindows::areFew));
    }

    private boolean overlaps(Instant begin, Instant until) {
      return from.isBefore(until) && begin.isBefore(end);
    }

    /** Both, and what lies between them: what that has shown is not known. */
    private Hidden with(Hidden later) {
      Optional<Set<Long>> both = Optional.empty();
      if (shown.isPresent() && later.shown.isPresent() && !later.from.isAfter(end)) {
        Set<Long> all = new HashSet<>(shown.get());
        all.addAll(later.shown.get());
        both = Optional.of(all);
      }
      return new Hidden(
          from.isBefore(later.from) ? from : later.from,
          end.isAfter(later.end) ? end : later.end,
          rows + later.rows,
          remembered && later.remembered,
          later.seenAt,
          Math.min(due, later.due),
          pause.compareTo(later.pause) > 0 ? pause : later.pause,
          both.filter(HiddenWindows::areFew));
    }
  }

  private final String alias;
  private final Duration recheck;
  private final LongSupplier nanoTime;

  /** In the order of time. */
  private final List<Hidden> windows = new ArrayList<>();

  /** Whether nothing was shown when rows were counted last. */
  private boolean blind;

  private Optional<Long> lookedEarlyAt = Optional.empty();

  /**
   * @param recheck zero for never
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  HiddenWindows(String alias, Duration recheck, LongSupplier nanoTime) {
    this.alias = alias;
    this.recheck = recheck;
    this.nanoTime = nanoTime;
  }

  /**
   * The stream has read a window.
   *
   * @param hidden rows that were counted and not shown
   * @param doubtful rows that may be such; where it is not known what was handed out, they are not
   *     worth that all of it is sent again
   * @param shown rows that were shown
   * @param known whether these are remembered as handed out
   * @param prints of these; empty for more than are kept
   */
  void read(
      Instant from,
      Instant end,
      long hidden,
      long doubtful,
      long shown,
      boolean known,
      Optional<Set<Long>> prints) {
    if (recheck.isZero()) {
      return;
    }
    boolean remembered = known || shown == 0;
    boolean told = remembered || prints.isPresent();
    if (hidden > 0 || (doubtful > 0 && told)) {
      long now = nanoTime.getAsLong();
      add(new Hidden(from, end, hidden, remembered, now, now + recheck.toNanos(), recheck, prints));
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
   * @param hidden rows that were counted and not shown, those of windows that are known included
   */
  void lookedBack(Instant from, Instant end, long hidden) {
    long known =
        windows.stream().filter(window -> window.overlaps(from, end)).mapToLong(Hidden::rows).sum();
    if (!recheck.isZero() && hidden > known) {
      long now = nanoTime.getAsLong();
      add(
          new Hidden(
              from,
              end,
              hidden - known,
              true,
              now,
              now + recheck.toNanos(),
              recheck,
              Optional.empty()));
    }
  }

  private void add(Hidden window) {
    int last = windows.size() - 1;
    boolean goesOn =
        last >= 0
            && !windows.get(last).end().isBefore(window.from())
            && windows.get(last).pause().equals(recheck);
    if (goesOn) {
      windows.set(last, windows.get(last).with(window));
    } else {
      windows.add(window);
    }
    if (windows.size() > MOST) {
      putTogether();
    }
  }

  /** Two that are close to each other. */
  private void putTogether() {
    int closest = 0;
    for (int i = 1; i < windows.size() - 1; i++) {
      Duration span = windows.get(i).spanTo(windows.get(i + 1));
      if (span.compareTo(windows.get(closest).spanTo(windows.get(closest + 1))) < 0) {
        closest = i;
      }
    }
    windows.set(closest, windows.get(closest).with(windows.remove(closest + 1)));
  }

  private void showsAgain() {
    long now = nanoTime.getAsLong();
    if (lookedEarlyAt.filter(then -> now - then < BETWEEN_EARLY_LOOKS.toNanos()).isEmpty()) {
      lookedEarlyAt = Optional.of(now);
      windows.replaceAll(window -> window.pause().equals(recheck) ? window.dueAt(now) : window);
    }
  }

  /** One that is to be looked at now. */
  Optional<Hidden> due() {
    long now = nanoTime.getAsLong();
    windows.removeIf(window -> isOver(window, now));
    return windows.stream().filter(window -> now - window.due() >= 0).findFirst();
  }

  private boolean isOver(Hidden window, long now) {
    boolean over = now - window.seenAt() > KEPT.toNanos();
    if (over) {
      giveUp(window, "after a day");
    }
    return over;
  }

  private void giveUp(Hidden window, String why) {
    if (window.rows() == 0) {
      // Not one that is surely hidden.
      return;
    }
    LOG.warn(
        "Table '{}': {} {} rows that changed from {} to {} are still hidden. They are not looked for any"
            + " more; each comes with its next change. Read the table again (reset its offsets)"
            + " if the user may see them later",
        alias,
        why,
        window.rows(),
        Stamp.text(window.from()),
        Stamp.text(window.end()));
  }

  /**
   * It was looked at.
   *
   * @param rows that are still hidden
   * @param doubtful rows that may be such; none of either ends it
   */
  void looked(Hidden window, long rows, long doubtful) {
    boolean over = rows == 0 && (doubtful == 0 || !window.known());
    int at = windows.indexOf(window);
    if (at >= 0 && over) {
      windows.remove(at);
    } else if (at >= 0) {
      windows.set(at, window.looked(rows, nanoTime.getAsLong()));
    }
  }

  /** What was handed out is not remembered any more. */
  void forgetHandedOut() {
    windows.replaceAll(Hidden::unknown);
  }

  /** There is no room for what the oldest one has shown. */
  void dropOldest() {
    if (!windows.isEmpty()) {
      giveUp(windows.remove(0), "because of the many changes since,");
    }
  }

  /** What a former task has left. Whoever may see its rows by now is shown them, too. */
  void restore(HiddenTimes stored, Instant position) {
    long now = nanoTime.getAsLong();
    for (HiddenTimes.Time time : stored.times()) {
      // What is not before the position is read anew.
      Instant end = time.end().isAfter(position) ? position : time.end();
      if (recheck.isZero() || !time.from().isBefore(end)) {
        continue;
      }
      Hidden window =
          new Hidden(
              time.from(),
              end,
              time.rows(),
              false,
              now,
              now + recheck.toNanos(),
              recheck,
              Optional.of(time.shown()));
      if (Duration.between(end, position).compareTo(KEPT) > 0) {
        giveUp(window, "after a day");
      } else {
        windows.add(window);
        blind = time.shown().isEmpty();
      }
    }
  }

  /**
   * For the task that follows: those of which is known what they have shown.
   *
   * @param open that is being read, if rows of it may be hidden
   */
  HiddenTimes stored(Optional<HiddenTimes.Time> open) {
    List<HiddenTimes.Time> times = new ArrayList<>();
    int room = MOST_PRINTS - open.map(time -> time.shown().size()).orElse(0);
    for (Hidden window : windows) {
      int prints = window.shown().map(Set::size).orElse(Integer.MAX_VALUE);
      if (prints <= room) {
        room -= prints;
        times.add(
            new HiddenTimes.Time(
                window.from(), window.end(), window.rows(), window.shown().orElseThrow()));
      }
    }
    open.filter(time -> !recheck.isZero() && times.size() < MOST).ifPresent(times::add);
    return times.isEmpty() ? HiddenTimes.NONE : new HiddenTimes(times);
  }

  /** A row of that time was handed out. */
  void handedOut(Instant stamp, long print) {
    windows.replaceAll(window -> window.covers(stamp) ? window.showing(print) : window);
  }

  /** Whether a row of that time was shown when it was read. */
  boolean showed(Instant stamp, long print) {
    return windows.stream()
        .filter(window -> window.covers(stamp))
        .anyMatch(window -> window.shown().filter(prints -> prints.contains(print)).isPresent());
  }

  /** Whether rows of that time may have been hidden. */
  boolean covers(Instant stamp) {
    return windows.stream().anyMatch(window -> window.covers(stamp));
  }

  int size() {
    return windows.size();
  }

  static boolean areFew(Set<Long> prints) {
    return prints.size() <= MOST_PRINTS;
  }
}
