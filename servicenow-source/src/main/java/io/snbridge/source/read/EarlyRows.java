/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.SentEarly;
import io.snbridge.source.position.SentEarly.Sent;
import io.snbridge.source.scan.KeysetColumns;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What was sent last of the rows whose windows are not read yet: only the last state counts, so
 * that a row which becomes again what it was is sent again. At most {@link SentEarly#MOST} rows,
 * because positions hold them. Owned by the table's poller, but for what others read, and numbers.
 */
final class EarlyRows {

  /**
   * The rows of a page that are to be sent.
   *
   * @param rows in their order, and what was sent early once each is
   * @param isFull whether there was no room for the rest
   */
  record Fresh(Map<Row, SentEarly> rows, boolean isFull) {}

  private final KeysetColumns reader;
  private volatile SentEarly sent = SentEarly.NONE;

  /** Of which others have handed out another state. */
  private final Set<Long> readBeside = ConcurrentHashMap.newKeySet();

  private final LongAdder rows = new LongAdder();
  private final LongAdder waits = new LongAdder();

  EarlyRows(KeysetColumns reader) {
    this.reader = reader;
  }

  /** What a former task has sent. */
  void begin(SentEarly stored) {
    sent = stored;
  }

  /** Whether a row was sent as it is. */
  boolean knows(Row row) {
    return sent.size() > 0 && sent.has(print(row));
  }

  /**
   * Whether a former task has sent a row with the timestamp that it has; of it, only that counts.
   */
  boolean isOf(SentEarly stored, Row row) {
    return stored.knows(RowFingerprints.key(reader.id(row)), reader.timestamp(row));
  }

  /** A rescan or a repeated snapshot hands these out. From its thread. */
  void areReadBeside(List<Row> rows) {
    SentEarly early = sent;
    for (Row row : early.size() > 0 ? rows : List.<Row>of()) {
      long key = RowFingerprints.key(reader.id(row));
      if (early.knows(key) && !isLike(early, key, row)) {
        readBeside.add(key);
      }
    }
  }

  private boolean isLike(SentEarly early, long key, Row row) {
    Optional<Instant> second = row.value(reader.timestampField()).flatMap(GlideDateTime::parse);
    return second.filter(at -> early.has(new Sent(at, key, RowHash.of(row)))).isPresent();
  }

  /** What was sent early is not the last state of these. */
  void forgetReadBeside() {
    if (!readBeside.isEmpty()) {
      Set<Long> rows = Set.copyOf(readBeside);
      readBeside.removeAll(rows);
      sent = sent.without(rows);
    }
  }

  Fresh fresh(List<Row> page) {
    forgetReadBeside();
    Map<Row, SentEarly> fresh = new LinkedHashMap<>();
    SentEarly after = sent;
    for (Row row : page) {
      Sent print = print(row);
      if (after.has(print)) {
        continue;
      }
      if (after.size() >= SentEarly.MOST && !after.knows(print.row())) {
        return new Fresh(fresh, true);
      }
      after = after.with(print);
      fresh.put(row, after);
    }
    return new Fresh(fresh, false);
  }

  /**
   * Rows from a time on that are of use: as many as there is room for, and those that are known.
   */
  int wanted(Instant from) {
    return SentEarly.MOST - sent.size() + sent.notBefore(from).size();
  }

  /** Whether there is room for none until others have settled. */
  boolean mustWait() {
    boolean isFull = sent.size() >= SentEarly.MOST;
    if (isFull) {
      waits.increment();
    }
    return isFull;
  }

  /** These were sent. */
  void sent(Fresh fresh) {
    fresh.rows().values().forEach(after -> sent = after);
    rows.add(fresh.rows().size());
    if (fresh.isFull()) {
      waits.increment();
    }
  }

  /** Others states of these are sent now, or their deletes. */
  void forget(List<String> ids) {
    if (sent.size() > 0) {
      sent = sent.without(ids.stream().map(RowFingerprints::key).collect(Collectors.toSet()));
    }
  }

  /** All windows up to there are read. */
  void forgetBefore(Instant end) {
    sent = sent.notBefore(end);
  }

  /** For a position at that second. */
  SentEarly notBefore(Instant second) {
    return sent.notBefore(second);
  }

  /** Those of a window. */
  Collection<Sent> in(Instant from, Instant end) {
    return sent.notBefore(from).rows().stream().filter(row -> row.second().isBefore(end)).toList();
  }

  /** Rows that were sent before they had settled, so far. From any thread. */
  long rows() {
    return rows.sum();
  }

  /** Polls at which there was no room for more of them, so far. From any thread. */
  long waited() {
    return waits.sum();
  }

  private Sent print(Row row) {
    return print(row, reader);
  }

  static Sent print(Row row, KeysetColumns reader) {
    return new Sent(reader.timestamp(row), RowFingerprints.key(reader.id(row)), RowHash.of(row));
  }
}
