/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.SentEarly.Sent;
import io.snbridge.source.scan.KeysetColumns;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the rows that were handed out: those of the time looked back upon, and those
 * that the {@link HiddenWindows} have shown. What a former task has handed out is not known, but
 * for the latter; what a snapshot has that this task has read from its beginning is. Guarded by
 * {@link Lookback}.
 */
final class SeenRows {

  /** Rows handed out in the time looked back upon. */
  static final int MOST = 200_000;

  private final TableConfig config;
  private final HiddenWindows hidden;
  private final KeysetColumns reader;
  private final HandedOut handedOut = new HandedOut(MOST);
  private Optional<Instant> snapshotBegan = Optional.empty();

  /** Nothing before it is looked at, or kept, but for hidden rows. */
  private Instant since = Instant.MAX;

  /** What was handed out before is not known. */
  private Instant began = Instant.MAX;

  SeenRows(TableConfig config, HiddenWindows hidden) {
    this.config = config;
    this.hidden = hidden;
    this.reader = new KeysetColumns(config.timestampField(), config.idField());
  }

  /** A snapshot begins anew, after which the stream begins at this time. */
  void snapshotBegins(Instant streamStart) {
    snapshotBegan = Optional.of(streamStart);
    since = shownBy(streamStart);
  }

  /**
   * The stream begins. Of the second in which a former task stopped, it has handed out some rows:
   * none of them is late.
   */
  void begin(InStream start) {
    Instant unknown =
        start.lastId().isPresent() ? start.timestamp().plusSeconds(1) : start.timestamp();
    since = snapshotBegan.filter(start.timestamp()::equals).map(this::shownBy).orElse(unknown);
    began = since;
    hidden.restore(start.hidden(), unknown);
  }

  /** What is looked back upon from there is kept. */
  void windowOpens(Instant end) {
    since = since.isBefore(before(end)) ? before(end) : since;
  }

  /** In whole seconds, as all ends of windows are, and the queries for them. */
  private Instant before(Instant instant) {
    return instant.minus(config.lookback()).truncatedTo(ChronoUnit.SECONDS);
  }

  /** The same for a snapshot that ended there, which has no row from before its start. */
  private Instant shownBy(Instant streamStart) {
    Instant earliest = before(streamStart);
    return config.startTimestamp().filter(earliest::isBefore).orElse(earliest);
  }

  /** Where to look from; what is before is not kept. */
  Instant since() {
    return since;
  }

  /** The same, but not in the middle of a window that hid rows, if all of it is known. */
  Instant sinceWindow() {
    Instant window = hidden.beginOf(since);
    return window.isBefore(began) ? began : window;
  }

  /** Whether all that is shown of a window that begins there is remembered. */
  boolean rememberFrom(Instant from) {
    return config.looksBack() && !from.isBefore(since) && !handedOut.isOverflowed();
  }

  /** These are handed out. */
  void add(List<Row> rows) {
    hidden.handedOut(prints(rows));
    if (since.equals(Instant.MAX) || (!config.looksBack() && hidden.size() == 0)) {
      return;
    }
    String earliest = GlideDateTime.text(since);
    for (Row row : rows) {
      // Stamps are in order as texts, and a snapshot has many.
      String stamp = stamp(row);
      boolean late = config.looksBack() && stamp.compareTo(earliest) >= 0;
      if (late || mayHaveBeenHidden(row)) {
        handedOut.add(reader.id(row), stamp);
      }
    }
  }

  /** These were handed out before the window that is open. */
  void addEarly(Collection<Sent> rows) {
    Map<Long, Instant> prints = new HashMap<>();
    for (Sent row : rows) {
      prints.put(HandedOut.print(row.row(), row.second()), row.second());
      if (config.looksBack() && !row.second().isBefore(since)) {
        handedOut.add(row.row(), row.second());
      }
    }
    hidden.handedOutEarly(prints);
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

  /** Prints of those handed out in a time. */
  Set<Long> prints(Instant begin, Instant end) {
    return handedOut.prints(time -> !time.isBefore(begin) && time.isBefore(end));
  }

  /** What the task that follows is to look at again, while rows are read that appeared late. */
  Optional<HiddenTimes> storedWithRest(Instant begin, Instant end) {
    return hidden.storedWithRest(begin, end, prints(begin, end));
  }

  /** Whether a row was not handed out as it is. */
  boolean lack(Row row) {
    return !handedOut.knows(reader.id(row), stamp(row))
        && (hidden.size() == 0
            || GlideDateTime.parse(stamp(row))
                .filter(time -> hidden.showed(time, print(row)))
                .isEmpty());
  }

  /** Whether it is of a time that hid rows. */
  boolean mayHaveBeenHidden(Row row) {
    return hidden.size() > 0 && GlideDateTime.parse(stamp(row)).filter(hidden::covers).isPresent();
  }

  void keepWhatIsNeeded() {
    do {
      handedOut.keep(
          time -> (config.looksBack() && !time.isBefore(since)) || hidden.remembers(time));
    } while (handedOut.size() > MOST / 2 && hidden.forgetOldest());
  }

  /** Whether there are more than there is room for: no rest tells which of the others are late. */
  boolean isOverflowed() {
    return handedOut.isOverflowed();
  }

  /** Begins anew. */
  void forgetAllBefore(Instant end) {
    handedOut.forgetAll();
    hidden.forgetHandedOut();
    since = end;
    began = end;
  }

  private long print(Row row) {
    return HandedOut.print(reader.id(row), GlideDateTime.parse(stamp(row)).orElse(Instant.EPOCH));
  }

  private String stamp(Row row) {
    return row.value(config.timestampField()).orElse("");
  }
}
