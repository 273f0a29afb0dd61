/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.GlideDateTime;
import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.read.HiddenWindows.Hidden;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.TableRetries;
import io.snbridge.source.scan.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(Lookback.class);

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

  /** Rows handed out in the time looked back upon. */
  private static final int MOST_ROWS = 200_000;

  private static final int LEAST_PAGE = 1000;

  private final TableConfig config;
  private final ScanTarget idsOnly;
  private final PageFetcher pages;
  private final BranchOrder shape;
  private final KeysetColumns reader;
  private final LongSupplier nanoTime;
  private final OncePerMinute warnings;
  private final OncePerMinute overflows;
  private final OncePerMinute shownAgainNotes;
  private final HandedOut handedOut = new HandedOut(MOST_ROWS);
  private final HiddenWindows hidden;
  private Optional<Instant> snapshotBegan = Optional.empty();

  /** The window whose rows are being read again, and what the look at it left. */
  private Optional<Shown> reading = Optional.empty();

  private record Shown(Hidden window, Look look) {}

  /**
   * What was seen of some time.
   *
   * @param earliest row that was not handed out
   * @param late the same, of times that hid none
   * @param hidden rows that were counted and not shown
   * @param doubtful rows that may be such
   */
  private record Look(
      Optional<Instant> earliest, Optional<Instant> late, long hidden, long doubtful) {}

  /** Nothing before it is looked at, or kept, but for hidden rows. */
  private Instant since = Instant.MAX;

  /** What was handed out before is not known. */
  private Instant began = Instant.MAX;

  private long lookedAt;
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong shown = new AtomicLong();
  private final AtomicLong hiddenWindows = new AtomicLong();

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
    this.reader = new KeysetColumns(config.timestampField(), config.idField());
    this.idsOnly =
        ScanTarget.columns(config, List.of(config.idField(), config.timestampField()), LEAST_PAGE);
    this.pages = new PageFetcher(instance, idsOnly, retries);
    this.shape = shape;
    this.nanoTime = nanoTime;
    this.warnings = new OncePerMinute(nanoTime);
    this.overflows = new OncePerMinute(nanoTime);
    this.shownAgainNotes = new OncePerMinute(nanoTime);
    this.hidden = new HiddenWindows(config.alias(), config.hiddenRecheck(), nanoTime);
  }

  /** A snapshot begins anew, after which the stream begins at this time. */
  synchronized void snapshotBegins(Instant streamStart) {
    snapshotBegan = Optional.of(streamStart);
    since = shown(streamStart);
  }

  /**
   * The stream begins; so does what is looked at, unless a snapshot has shown what was before. Of
   * the second in which a former task stopped, it has handed out some rows: none of them is late.
   */
  synchronized void begin(InStream start) {
    Instant unknown =
        start.lastId().isPresent() ? start.timestamp().plusSeconds(1) : start.timestamp();
    since = snapshotBegan.filter(start.timestamp()::equals).map(this::shown).orElse(unknown);
    began = since;
    hidden.restore(start.hidden(), unknown);
    hiddenWindows.set(hidden.size());
    // At once, for the snapshot's sake.
    lookedAt = nanoTime.getAsLong() - interval().toNanos();
  }

  /** The stream reads up to there next: what is looked back upon from there is kept. */
  synchronized void windowOpens(InStream from, Instant end) {
    since = since.isBefore(before(end)) ? before(end) : since;
    hidden.opens(from);
  }

  /** Whether so many rows were shown that the window should end. */
  synchronized boolean isFull() {
    return hidden.isFull();
  }

  /** These are handed out. */
  synchronized void handedOut(List<Row> rows) {
    hidden.handedOut(prints(rows));
    if (since.equals(Instant.MAX) || (!config.looksBack() && hidden.size() == 0)) {
      return;
    }
    String earliest = GlideDateTime.text(since);
    for (Row row : rows) {
      // Stamps are in order as texts, and a snapshot has many.
      String stamp = stamp(row);
      boolean late = config.looksBack() && stamp.compareTo(earliest) >= 0;
      if (late || wasHiddenAt(stamp)) {
        handedOut.add(reader.id(row), stamp);
      }
    }
  }

  private Map<Long, Instant> prints(List<Row> rows) {
    if (!hidden.wants()) {
      return Map.of();
    }
    Map<Long, Instant> prints = new HashMap<>();
    for (Row row : rows) {
      GlideDateTime.parse(stamp(row)).ifPresent(time -> prints.put(print(row), time));
    }
    return prints;
  }

  private boolean wasHiddenAt(String stamp) {
    return hidden.size() > 0 && GlideDateTime.parse(stamp).filter(hidden::covers).isPresent();
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
    boolean known =
        config.looksBack() && !from.timestamp().isBefore(since) && !handedOut.isOverflowed();
    hidden.read(end, hiddenRows, doubtful, shownRows, known);
    hiddenWindows.set(hidden.size());
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
    return hidden.storedWithRest(
        late.from(),
        late.end(),
        handedOut.prints(time -> !time.isBefore(late.from()) && time.isBefore(late.end())));
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
    if (handedOut.isOverflowed()) {
      forget(end);
    }
    keepWhatIsNeeded();
    if (!since.isBefore(end)) {
      return Optional.empty();
    }
    Instant windows = hidden.beginOf(since);
    Instant begin = windows.isBefore(began) ? began : windows;
    Look look = lookAt(InStream.from(begin), end);
    look.earliest().ifPresent(unused -> hidden.showing(begin, end));
    if (look.hidden() > hidden.rows(begin, end)) {
      settle(hidden.doubtful(begin, end));
      // Those that are hidden by now included.
      Set<Long> prints = handedOut.prints(time -> !time.isBefore(begin) && time.isBefore(end));
      Optional<Set<Long>> few = Optional.of(prints).filter(HiddenWindows::areFew);
      hidden.lookedBack(begin, end, look.hidden(), few);
    }
    hiddenWindows.set(hidden.size());
    return look.late().map(row -> new Missed(InStream.from(row), end, false));
  }

  /** Rows that are hidden may be those that these windows may hide, and are not new then. */
  private void settle(List<Hidden> doubtful) throws InterruptedException {
    for (Hidden window : doubtful) {
      Look look = lookAt(window.start(), window.end());
      if (look.earliest().isEmpty()) {
        looked(window, look.hidden(), look.doubtful());
      }
    }
  }

  /** Before a row of a time that begins there. */
  private static InStream at(Instant row, InStream start) {
    return row.equals(start.timestamp()) ? start : InStream.from(row);
  }

  private void keepWhatIsNeeded() {
    do {
      handedOut.keep(
          time -> (config.looksBack() && !time.isBefore(since)) || hidden.remembers(time));
    } while (handedOut.size() > MOST_ROWS / 2 && hidden.forgetOldest());
  }

  /**
   * Where rows are shown that were hidden; empty when there are none, or when it is not time to
   * look. Rows that it has shown before count among them if they are not remembered, but only if
   * fewer are hidden than were: rows that stay hidden have nothing sent twice.
   *
   * @param position of the stream: what a stop has left of its second is read by the stream first
   */
  synchronized Optional<Missed> shownAgain(InStream position) throws InterruptedException {
    Optional<Hidden> due =
        hidden.due().filter(window -> !window.end().isAfter(position.timestamp()));
    if (due.isEmpty()) {
      return Optional.empty();
    }
    Hidden window = due.get();
    if (!config.looksBack()) {
      keepWhatIsNeeded();
    }
    Look look = lookAt(window.start(), window.end());
    Optional<Instant> from =
        look.earliest().filter(row -> window.known() || look.hidden() < window.rows());
    if (from.isEmpty()) {
      looked(window, look.hidden(), look.doubtful());
    } else {
      reading = Optional.of(new Shown(window, look));
    }
    return from.map(row -> new Missed(at(row, window.start()), window.end(), true));
  }

  /**
   * What {@link #shownAgain} has found was read, and handed out.
   *
   * @param stillHidden rows that were not shown then: rights come and go
   * @param doubtful rows that may be such
   */
  synchronized void shownAgainRead(long stillHidden, long doubtful) {
    reading.ifPresent(
        shownAgain ->
            looked(
                shownAgain.window(),
                Math.max(stillHidden, shownAgain.look().hidden()),
                Math.max(doubtful, shownAgain.look().doubtful())));
    reading = Optional.empty();
  }

  private void looked(Hidden window, long rows, long doubtful) {
    hidden.looked(window, rows, doubtful);
    hiddenWindows.set(hidden.size());
  }

  private Look lookAt(InStream from, Instant end) throws InterruptedException {
    Optional<Instant> earliest = Optional.empty();
    Optional<Instant> late = Optional.empty();
    Window window = new Window(idsOnly, from, end, shape);
    HiddenRows counted = HiddenRows.countedElsewhere(config.alias());
    Scan scan = new Scan(config.alias(), pages, window, counted);
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      for (Row row : rows.get()) {
        if (isMissed(row)) {
          Optional<Instant> stamp = Optional.of(reader.timestamp(row));
          earliest = earliest.or(() -> stamp);
          late = late.or(() -> stamp.filter(time -> !hidden.covers(time)));
        }
      }
    }
    return new Look(earliest, late, counted.count(), scan.doubtful());
  }

  /** Those that were not handed out; counts and reports them. */
  synchronized List<Row> missed(List<Row> rows, Missed where, InStream position) {
    List<Row> found = new ArrayList<>(rows);
    found.removeIf(row -> !isMissed(row) || (!where.wasHidden() && wasHiddenAt(stamp(row))));
    if (!found.isEmpty() && where.wasHidden()) {
      shown.addAndGet(found.size());
      tellShownAgain(found);
    } else if (!found.isEmpty()) {
      late.addAndGet(found.size());
      warn(found, position);
    }
    return found;
  }

  private boolean isMissed(Row row) {
    return !handedOut.knows(reader.id(row), stamp(row))
        && (hidden.size() == 0
            || GlideDateTime.parse(stamp(row))
                .filter(time -> hidden.showed(time, print(row)))
                .isEmpty());
  }

  private long print(Row row) {
    return HandedOut.print(reader.id(row), GlideDateTime.parse(stamp(row)).orElse(Instant.EPOCH));
  }

  private String stamp(Row row) {
    return row.value(config.timestampField()).orElse("");
  }

  private Duration interval() {
    return config.lookback().dividedBy(2);
  }

  /** In whole seconds, as all ends of windows are, and the queries for them. */
  private Instant before(Instant instant) {
    return instant.minus(config.lookback()).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The same for a snapshot that ended there, which has no row from before its start. */
  private Instant shown(Instant streamStart) {
    Instant earliest = before(streamStart);
    return config.startTimestamp().filter(earliest::isBefore).orElse(earliest);
  }

  /** More rows than there is room for: no rest of them would tell which of the others are late. */
  private void forget(Instant end) {
    overflows
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': more than {} changes since {}, so that the time before {}"
                        + " is not searched again for rows that appear late. Lower 'lookback.ms'"
                        + " if this goes on{}",
                    config.alias(),
                    MOST_ROWS,
                    GlideDateTime.text(since),
                    GlideDateTime.text(end),
                    more));
    handedOut.forgetAll();
    hidden.forgetHandedOut();
    since = end;
    began = end;
  }

  private void warn(List<Row> found, InStream position) {
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': {} rows appeared with timestamps (the first is row {} of"
                        + " {}) before {}, up to which changes had been read. They are sent now,"
                        + " late. Their transactions took longer than 'settle.ms' ({}), or the"
                        + " clock of the instance's answers is ahead of the one that stamps rows."
                        + " Raise 'settle.ms', or correct that clock: rows that appear later than"
                        + " 'lookback.ms' ({}) are missed, and so are those before a restart{}",
                    config.alias(),
                    found.size(),
                    reader.id(found.get(0)),
                    GlideDateTime.text(reader.timestamp(found.get(0))),
                    GlideDateTime.text(position.timestamp()),
                    config.settle().toMillis(),
                    config.lookback().toMillis(),
                    more));
  }

  private void tellShownAgain(List<Row> found) {
    shownAgainNotes
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': {} rows are shown that were hidden from the user when their"
                        + " changes were read (the first is row {} of {}). They are sent now{}",
                    config.alias(),
                    found.size(),
                    reader.id(found.get(0)),
                    stamp(found.get(0)),
                    more));
  }

  /** Rows that were handed out late, so far. */
  long found() {
    return late.get();
  }

  /** Rows that were hidden first and handed out later, so far. */
  long shown() {
    return shown.get();
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
