/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.source.position.GlideDateTime;
import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Windows of a stream that were counted with more rows than they showed, or may have been: while a
 * page is counted, rows leave it, too. The rows may be shown later, with the timestamps that they
 * have: rights that were lost are given back. Each window is due after {@code hidden.recheck.ms},
 * and ever more rarely for a day; those that were not looked at yet are due as soon as the table
 * shows rows again.
 *
 * <p>What is stored of them is bounded, and loses none: of a window whose shown rows are too many,
 * all come again in the task that follows. Guarded by its owner.
 */
final class HiddenWindows {

  private static final Logger LOG = LoggerFactory.getLogger(HiddenWindows.class);

  /** More are put together: what lies between two of them is looked at needlessly. */
  static final int MOST = 128;

  /** Rows of a window that are kept as shown. */
  static final int MOST_PRINTS = 4_000;

  /** The same, of all windows, and of all that are stored: 54 KB as text. */
  static final int MOST_STORED = 5_000;

  /** The open window ends when it has shown as many: there is room for another page. */
  private static final int FULL = MOST_PRINTS / 4;

  private static final Duration KEPT = Duration.ofDays(1);

  /** Row ACLs for good hide rows in every other window. */
  private static final Duration BETWEEN_EARLY_LOOKS = Duration.ofMinutes(1);

  /**
   * One of them.
   *
   * @param after of its first second, rows up to this id are not of it; empty for all of it
   * @param rows that were surely hidden when it was looked at last
   * @param remembered whether all rows that it has shown are remembered as handed out
   * @param seenAt when it was read last by the stream, on the JVM's clock
   * @param due when it is to be looked at, likewise
   * @param sleeper after the next look; {@code hidden.recheck.ms} until the first one
   * @param shown prints of the rows that it has shown; empty for more than are kept
   */
  record Hidden(
      Instant from,
      Optional<String> after,
      Instant end,
      long rows,
      boolean remembered,
      long seenAt,
      long due,
      Duration sleeper,
      Optional<Set<Long>> shown) {

    /** Whether it can be told which of its rows were shown. */
    boolean known() {
      return remembered || shown.isPresent();
    }

    /** Where it begins. */
    InStream start() {
      return new InStream(from, after);
    }

    boolean covers(Instant stamp) {
      return !stamp.isBefore(from) && stamp.isBefore(end);
    }

    private Duration spanTo(Hidden later) {
      return Duration.between(from, later.end);
    }

    private Hidden dueAt(long nanos) {
      return new Hidden(from, after, end, rows, remembered, seenAt, nanos, sleeper, shown);
    }

    private Hidden unknown() {
      return new Hidden(from, after, end, rows, false, seenAt, due, sleeper, shown);
    }

    private Hidden looked(long left, long now) {
      // The look that tells whether any are hidden is not one of those.
      Duration next = rows == 0 ? sleeper : sleeper.multipliedBy(2);
      long then = now + sleeper.toNanos();
      return new Hidden(from, after, end, left, remembered, seenAt, then, next, shown);
    }

    private Hidden showing(Map<Long, Instant> rows) {
      Set<Long> prints = new HashSet<>();
      rows.forEach((print, stamp) -> prints.addAll(covers(stamp) ? Set.of(print) : Set.of()));
      Optional<Set<Long>> more = shown.map(before -> union(before, prints));
      return prints.isEmpty()
          ? this
          : new Hidden(
              from,
              after,
              end,
              rows(),
              remembered,
              seenAt,
              due,
              sleeper,
              more.filter(HiddenWindows::areFew));
    }

    private int prints() {
      return shown.map(Set::size).orElse(0);
    }

    private Hidden withoutPrints() {
      Optional<Set<Long>> left = shown.filter(Set::isEmpty);
      return new Hidden(from, after, end, rows, remembered, seenAt, due, sleeper, left);
    }

    private boolean overlaps(Instant begin, Instant until) {
      return from.isBefore(until) && begin.isBefore(end);
    }

    private boolean isSameAs(Hidden other) {
      return from.equals(other.from) && after.equals(other.after) && end.equals(other.end);
    }

    /** Both, and what lies between them: what that has shown is not known. */
    private Hidden with(Hidden later) {
      Optional<Set<Long>> both =
          later.from.isAfter(end) ? Optional.empty() : shown.flatMap(later::unionWith);
      Hidden first = later.from.isBefore(from) ? later : this;
      Optional<String> begin =
          from.equals(later.from) && !after.equals(later.after) ? Optional.empty() : first.after;
      return new Hidden(
          first.from,
          begin,
          end.isAfter(later.end) ? end : later.end,
          isApartFrom(later) ? rows + later.rows : Math.max(rows, later.rows),
          remembered && later.remembered,
          later.seenAt,
          Math.min(due, later.due),
          sleeper.compareTo(later.sleeper) > 0 ? sleeper : later.sleeper,
          both);
    }

    /** Whether no row is of both; the later one may begin after an id of this one's last second. */
    private boolean isApartFrom(Hidden later) {
      Instant begin = later.after.isPresent() ? later.from.plusSeconds(1) : later.from;
      return !begin.isBefore(end);
    }

    /** Empty for more than are kept. */
    private Optional<Set<Long>> unionWith(Set<Long> others) {
      return shown.map(prints -> union(prints, others)).filter(HiddenWindows::areFew);
    }
  }

  private final String alias;
  private final Duration recheck;
  private final LongSupplier nanoTime;
  private final OncePerMinute warnings;
  private final AtomicLong unsure = new AtomicLong();

  /** In the order of time. */
  private final List<Hidden> windows = new ArrayList<>();

  /** Whether nothing was shown when rows were counted last. */
  private boolean blind;

  private Optional<Long> lookedEarlyAt = Optional.empty();

  /** What is being read now. */
  private InStream openFrom = InStream.from(Instant.EPOCH);

  /** Prints of the rows that it has shown; empty for none open, or more than are kept. */
  private Optional<Set<Long>> open = Optional.empty();

  /**
   * @param recheck zero for never
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  HiddenWindows(String alias, Duration recheck, LongSupplier nanoTime) {
    this.alias = alias;
    this.recheck = recheck;
    this.nanoTime = nanoTime;
    this.warnings = new OncePerMinute(nanoTime);
  }

  /** A window is read from there on: what it shows is kept. */
  void opens(InStream from) {
    openFrom = from;
    open = Optional.of(new HashSet<>());
  }

  /** Whether the open window has shown as many rows as are kept, so that it should end. */
  boolean isFull() {
    return open.filter(prints -> prints.size() < FULL).isEmpty();
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
    open.ifPresent(prints -> prints.addAll(rows.keySet()));
    open = open.filter(HiddenWindows::areFew);
    if (!windows.isEmpty() && !rows.isEmpty()) {
      Instant earliest = Collections.min(rows.values());
      windows.replaceAll(window -> window.end().isAfter(earliest) ? window.showing(rows) : window);
      forgetTheMost();
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
    Optional<Set<Long>> prints = open;
    open = Optional.empty();
    if (recheck.isZero()) {
      return;
    }
    if (hidden > 0 || doubtful > 0) {
      Hidden window = window(openFrom, end, hidden, known || shown == 0, prints);
      add(window);
      if (hidden == 0 && !window.known()) {
        // Nothing of it is sent again before a look has counted hidden rows.
        warnOfUnsure(window, "up to " + doubtful);
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
   * @param prints of the rows that were handed out; empty for more than are kept
   */
  void lookedBack(Instant from, Instant end, long hidden, Optional<Set<Long>> prints) {
    long known = rows(from, end);
    if (!recheck.isZero() && hidden > known) {
      add(window(InStream.from(from), end, hidden - known, true, prints));
    }
  }

  private Hidden window(
      InStream from, Instant end, long rows, boolean remembered, Optional<Set<Long>> prints) {
    long now = nanoTime.getAsLong();
    return new Hidden(
        from.timestamp(),
        from.lastId(),
        end,
        rows,
        remembered,
        now,
        now + recheck.toNanos(),
        recheck,
        prints);
  }

  private void add(Hidden window) {
    int last = windows.size() - 1;
    if (last >= 0 && goesOn(windows.get(last), window)) {
      windows.set(last, windows.get(last).with(window));
    } else {
      windows.add(window);
    }
    limit();
    forgetTheMost();
  }

  /** A former task may have left more. */
  private void limit() {
    while (windows.size() > MOST) {
      putTogether();
    }
  }

  /**
   * Prints of the oldest ones, when all of them have more than are stored. Last of all those
   * without which nobody knows which rows are missing, nor how many.
   */
  private void forgetTheMost() {
    int over = windows.stream().mapToInt(Hidden::prints).sum() - MOST_STORED;
    for (int i = 0; i < windows.size() && over > 0; i++) {
      Hidden window = windows.get(i);
      if (window.rows() > 0 || window.remembered()) {
        over -= window.prints();
        windows.set(i, window.withoutPrints());
      }
    }
    for (int i = 0; i < windows.size() && over > 0; i++) {
      Hidden window = windows.get(i);
      if (window.prints() > 0) {
        over -= window.prints();
        windows.set(i, window.withoutPrints());
        warnOfUnsure(window, "some");
      }
    }
  }

  /** Whether two are as good as one: then it is known what that has shown, if it was before. */
  private boolean goesOn(Hidden last, Hidden window) {
    boolean meet = !last.end().isBefore(window.from()) && last.sleeper().equals(recheck);
    boolean bothUnknown = last.shown().isEmpty() && window.shown().isEmpty();
    boolean bothSure = (last.rows() > 0) == (window.rows() > 0);
    return meet && bothSure && (bothUnknown || last.shown().flatMap(window::unionWith).isPresent());
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
      windows.replaceAll(window -> window.sleeper().equals(recheck) ? window.dueAt(now) : window);
    }
  }

  /** Rows are shown in that time that were not: its windows are to be looked at now. */
  void showing(Instant begin, Instant end) {
    long now = nanoTime.getAsLong();
    windows.replaceAll(window -> window.overlaps(begin, end) ? window.dueAt(now) : window);
  }

  /** One that is to be looked at now. */
  Optional<Hidden> due() {
    long now = nanoTime.getAsLong();
    windows.removeIf(window -> isOver(window, now));
    return windows.stream().filter(window -> now - window.due() >= 0).findFirst();
  }

  /** Those in a time of which it is not sure that they hide any: a look at them tells. */
  List<Hidden> doubtful(Instant begin, Instant end) {
    return windows.stream()
        .filter(window -> window.rows() == 0 && window.known() && window.overlaps(begin, end))
        .toList();
  }

  /** Rows in a time that are surely hidden. */
  long rows(Instant begin, Instant end) {
    return windows.stream()
        .filter(window -> window.overlaps(begin, end))
        .mapToLong(Hidden::rows)
        .sum();
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
        GlideDateTime.text(window.from()),
        GlideDateTime.text(window.end()));
  }

  /**
   * It was looked at.
   *
   * @param rows that are still hidden
   * @param doubtful rows that may be such; none of either ends it
   */
  void looked(Hidden window, long rows, long doubtful) {
    boolean over = rows == 0 && (doubtful == 0 || !window.known());
    if (!window.known() && window.rows() > 0 && rows >= window.rows()) {
      warnOfOthers(window, rows);
    }
    // It may have shown rows since.
    if (over) {
      windows.removeIf(window::isSameAs);
    } else {
      long now = nanoTime.getAsLong();
      windows.replaceAll(each -> each.isSameAs(window) ? each.looked(rows, now) : each);
    }
  }

  /** Rows of a short moment without rights are not told from those that have changed again. */
  private void warnOfUnsure(Hidden window, String doubtful) {
    unsure.incrementAndGet();
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': {} rows that changed from {} to {} were counted, but not"
                        + " shown. They have changed again meanwhile, or this user could not read"
                        + " them. More other rows were shown than are remembered, so if rows were"
                        + " hidden for less than 'hidden.recheck.ms', these changes are missed; the"
                        + " rows come with their next change. If the user's rights were changed"
                        + " at that time, read the table again (reset its offsets).{}",
                    alias,
                    doubtful,
                    GlideDateTime.text(window.from()),
                    GlideDateTime.text(window.end()),
                    more));
  }

  /** As many are hidden as before. They need not be the same. */
  private void warnOfOthers(Hidden window, long rows) {
    if (window.sleeper().equals(recheck)) {
      unsure.incrementAndGet();
    }
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': {} rows that changed from {} to {} are hidden from the user; {}"
                        + " were before. More other rows were shown than are remembered, so it is"
                        + " not known whether these are the same rows. If the user was given the"
                        + " right to read some of them and lost it for others, changes of the"
                        + " former are missed until fewer are hidden; then all of that time come"
                        + " again. To get them now, read the table again (reset its offsets).{}",
                    alias,
                    rows,
                    GlideDateTime.text(window.from()),
                    GlideDateTime.text(window.end()),
                    window.rows(),
                    more));
  }

  /** Times so far of which changes may be missed. From any thread. */
  long unsure() {
    return unsure.get();
  }

  /** What was handed out is not remembered any more. */
  void forgetHandedOut() {
    windows.replaceAll(Hidden::unknown);
  }

  /** There is no room for what the oldest one has shown; false when none is remembered. */
  boolean forgetOldest() {
    for (int i = 0; i < windows.size(); i++) {
      if (windows.get(i).remembered()) {
        windows.set(i, windows.get(i).unknown());
        return true;
      }
    }
    return false;
  }

  /** What a former task has left. Whoever may see its rows by now is shown them, too. */
  void restore(HiddenTimes stored, Instant position) {
    List<HiddenTimes.Time> times = stored.times();
    for (HiddenTimes.Time time : times) {
      // What is not before the position is read anew.
      Instant end = time.end().isAfter(position) ? position : time.end();
      if (recheck.isZero() || !time.from().isBefore(end)) {
        continue;
      }
      // What a former task has shown without telling what comes again, rather than nothing: unless
      // as many are hidden as it has counted. It may not have counted the last time to its end.
      boolean isCounted = time.rows() > 0 && !time.equals(times.get(times.size() - 1));
      boolean comesAgain = time.shown().isEmpty() && !isCounted;
      Hidden window =
          window(
              new InStream(time.from(), time.after()),
              end,
              time.rows(),
              comesAgain,
              comesAgain ? Optional.of(Set.of()) : time.shown());
      if (Duration.between(end, position).compareTo(KEPT) > 0) {
        giveUp(window, "after a day");
      } else {
        windows.add(window);
        blind = time.shown().filter(Set::isEmpty).isPresent();
      }
    }
    limit();
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
        Optional.of(openFrom)
            .filter(unused -> !recheck.isZero())
            .map(
                from ->
                    new HiddenTimes.Time(
                        from.timestamp(), from.lastId(), last.plusSeconds(1), rows, open)));
  }

  /**
   * The same while rows are read that appeared late in some time.
   *
   * @param shown prints of the rows of it that were handed out
   * @return empty when they are more than are stored
   */
  Optional<HiddenTimes> storedWithRest(Instant from, Instant end, Set<Long> shown) {
    int all = shown.size() + windows.stream().mapToInt(Hidden::prints).sum();
    return recheck.isZero() || !areFew(shown) || all > MOST_STORED
        ? Optional.empty()
        : Optional.of(stored(Optional.of(new HiddenTimes.Time(from, end, 0, shown))));
  }

  private HiddenTimes stored(Optional<HiddenTimes.Time> openNow) {
    List<HiddenTimes.Time> times = new ArrayList<>();
    int room = MOST_STORED - openNow.flatMap(HiddenTimes.Time::shown).map(Set::size).orElse(0);
    for (Hidden window : windows) {
      int most = room;
      Optional<Set<Long>> prints = window.shown().filter(shown -> shown.size() <= most);
      room -= prints.map(Set::size).orElse(0);
      times.add(
          new HiddenTimes.Time(window.from(), window.after(), window.end(), window.rows(), prints));
    }
    openNow.ifPresent(times::add);
    return times.isEmpty() ? HiddenTimes.NONE : new HiddenTimes(times);
  }

  /** Where the window begins that a time is in the middle of; that time if there is none. */
  Instant beginOf(Instant time) {
    return windows.stream()
        .filter(window -> window.covers(time))
        .map(Hidden::from)
        .min(Instant::compareTo)
        .orElse(time);
  }

  /** Where the first of them begins. */
  Optional<Instant> earliest() {
    return windows.stream().map(Hidden::from).min(Instant::compareTo);
  }

  /** Whether a row of that time was shown when it was read. */
  boolean showed(Instant stamp, long print) {
    return windows.stream()
        .filter(window -> window.covers(stamp))
        .anyMatch(window -> window.shown().filter(prints -> prints.contains(print)).isPresent());
  }

  /** Whether what was handed out of that time is to be remembered. */
  boolean remembers(Instant stamp) {
    return windows.stream().anyMatch(window -> window.remembered() && window.covers(stamp));
  }

  /** Whether rows of that time may have been hidden. */
  boolean covers(Instant stamp) {
    return windows.stream().anyMatch(window -> window.covers(stamp));
  }

  int size() {
    return windows.size();
  }

  private static Set<Long> union(Set<Long> some, Set<Long> others) {
    Set<Long> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  static boolean areFew(Set<Long> prints) {
    return prints.size() <= MOST_PRINTS;
  }
}
