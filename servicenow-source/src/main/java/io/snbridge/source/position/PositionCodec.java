/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.position.Position.InDeletes;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The one translation between a {@link Position} and the source offset that Connect stores, for the
 * task's start and for {@code alterOffsets}.
 *
 * <table>
 * <caption>Format, version 1</caption>
 * <tr><th>key</th><th>snapshot</th><th>stream</th><th>deletes</th></tr>
 * <tr><td>{@code version}</td><td>1</td><td>1</td><td>1</td></tr>
 * <tr><td>{@code phase}</td><td>{@code snapshot}</td><td>{@code stream}</td><td>{@code
 * deletes}</td></tr>
 * <tr><td>{@code timestamp}</td><td>where the stream will begin</td><td>of the last
 * row</td><td>of the last delete</td></tr>
 * <tr><td>{@code sys_id}</td><td>of the last row</td><td>of the last row; without it all rows of
 * that second are read again</td><td>of the last delete's row in sys_audit_delete; likewise</td></tr>
 * <tr><td>{@code deletes}</td><td></td><td>Kafka has every delete before it; absent when deletes are
 * not read</td><td></td></tr>
 * <tr><td>{@code hidden}</td><td></td><td>times of which rows were hidden from the user ({@link
 * HiddenTimes}); absent when there are none</td><td>likewise, of rows of sys_audit_delete</td></tr>
 * <tr><td>{@code snapshot}</td><td>the {@code snapshot.id} that it is read for; absent when there is
 * none</td><td>the last one that was read to its end; likewise</td><td></td></tr>
 * <tr><td>{@code query}</td><td>the {@code snapshot.query} of a table that is read once more; absent
 * for all rows</td><td></td><td></td></tr>
 * <tr><td>{@code again}</td><td></td><td>when the last reading beside the stream began that was read to
 * its end: ranges of earlier ones tell nothing any more; absent when there was none</td><td></td></tr>
 * <tr><td>{@code early}</td><td></td><td>what was sent of rows that had not settled ({@link
 * SentEarly}); absent when there was nothing</td><td></td></tr>
 * <tr><td>{@code of}</td><td colspan="2">the rows that were being read, {@code
 * incident?active=true}: for others the position means nothing. Without it, the position is taken
 * for one of whatever is read now</td><td>the table, since the audit knows no query</td></tr>
 * </table>
 *
 * <p>What every position of the stream tells beside itself, which snapshot was read to its end, is
 * {@linkplain #carry set}; from then on it is a part of what is encoded.
 *
 * <p>Timestamps are {@link GlideDateTime}s, for people who read {@code GET /connectors/x/offsets}.
 */
public final class PositionCodec {

  private static final long VERSION = 1;
  private static final String SNAPSHOT = "snapshot";
  private static final String STREAM = "stream";
  private static final String DELETES = "deletes";
  private static final String HIDDEN = "hidden";
  private static final String AGAIN = "again";
  private static final String EARLY = "early";
  private static final String QUERY = "query";
  private static final String OF = "of";
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "version",
              "phase",
              "timestamp",
              "sys_id",
              DELETES,
              HIDDEN,
              EARLY,
              SNAPSHOT,
              AGAIN,
              QUERY,
              OF));

  private final String scope;
  private final String table;
  private volatile Optional<Carried> carried = Optional.empty();

  private record Carried(String snapshot, Optional<Instant> again) {}

  /**
   * @param scope the rows that a table's positions are valid for, as a person reads it; compared as
   *     a whole
   * @param table the table whose deletes a position in those is valid for
   */
  public PositionCodec(String scope, String table) {
    this.scope = scope;
    this.table = table;
  }

  /** What an offset must be of to be valid here. */
  String scopeOf(Map<String, ?> offset) {
    return DELETES.equals(offset.get("phase")) ? table : scope;
  }

  /**
   * Kafka has all of a snapshot.
   *
   * @param snapshot its {@code snapshot.id}
   * @param again when the last reading beside the stream began
   */
  public void carry(String snapshot, Optional<Instant> again) {
    carried = Optional.of(new Carried(snapshot, again));
  }

  /**
   * The offset map of a position. It is put together when somebody looks into it: Connect does so
   * with the last record's before a commit, and not with every record's.
   */
  public Map<String, Object> encode(Position position) {
    return new Offset(position, carried);
  }

  /** Immutable. */
  private final class Offset extends AbstractMap<String, Object> {

    private final Position position;
    private final Optional<Carried> carriedThen;

    Offset(Position position, Optional<Carried> carriedThen) {
      this.position = position;
      this.carriedThen = carriedThen;
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
      return Collections.unmodifiableMap(encoded(position, carriedThen)).entrySet();
    }
  }

  private Map<String, Object> encoded(Position position, Optional<Carried> carriedThen) {
    Map<String, Object> offset = new LinkedHashMap<>();
    offset.put("version", VERSION);
    if (position instanceof InRange range) {
      offset.put("phase", SNAPSHOT);
      offset.put("timestamp", GlideDateTime.text(range.streamStart()));
      offset.put("sys_id", range.lastId());
      range.snapshot().ifPresent(id -> offset.put(SNAPSHOT, id));
      range.query().ifPresent(query -> offset.put(QUERY, query));
    } else if (position instanceof InStream stream) {
      offset.put("phase", STREAM);
      offset.put("timestamp", GlideDateTime.text(stream.timestamp()));
      stream.lastId().ifPresent(id -> offset.put("sys_id", id));
      stream.deletesUntil().ifPresent(until -> offset.put(DELETES, GlideDateTime.text(until)));
      putHidden(offset, stream);
      carriedThen.ifPresent(read -> putRead(offset, read));
      if (stream.early().size() > 0) {
        offset.put(EARLY, stream.early().text());
      }
    } else if (position instanceof InDeletes deletes) {
      offset.put("phase", DELETES);
      offset.put("timestamp", GlideDateTime.text(deletes.audit().timestamp()));
      deletes.audit().lastId().ifPresent(id -> offset.put("sys_id", id));
      putHidden(offset, deletes.audit());
    }
    offset.put(OF, scopeOf(offset));
    return offset;
  }

  private static void putRead(Map<String, Object> offset, Carried read) {
    offset.put(SNAPSHOT, read.snapshot());
    read.again().ifPresent(began -> offset.put(AGAIN, GlideDateTime.text(began)));
  }

  private static void putHidden(Map<String, Object> offset, InStream position) {
    if (!position.hidden().times().isEmpty()) {
      offset.put(HIDDEN, position.hidden().text());
    }
  }

  /**
   * The rows that a position is valid for, when those are others than the ones of this codec.
   *
   * @param offset a position that can be decoded
   */
  public Optional<String> otherScope(Map<String, ?> offset) {
    return text(offset, OF).filter(of -> !of.equals(scopeOf(offset)));
  }

  /**
   * The position in a snapshot range, whatever it is valid for.
   *
   * @throws IllegalArgumentException when the map is no such position: says why
   */
  public static InRange decodeRange(Map<String, ?> offset) {
    Instant streamStart = timestamp(offset, SNAPSHOT);
    return new InRange(
        streamStart,
        text(offset, "sys_id")
            .orElseThrow(
                () -> unusable("'sys_id' is missing, it must be that of the last row read")),
        snapshot(offset),
        text(offset, QUERY));
  }

  /**
   * The {@code snapshot.id} of the snapshot that a position in a range belongs to, or that was read
   * to its end before a position in the stream.
   */
  public static Optional<String> snapshot(Map<String, ?> offset) {
    return text(offset, SNAPSHOT);
  }

  /**
   * When the last reading beside the stream began that was read to its end, of a position in the
   * stream.
   *
   * @throws IllegalArgumentException when it is no time
   */
  public static Optional<Instant> again(Map<String, ?> offset) {
    return offset.get(AGAIN) == null ? Optional.empty() : Optional.of(stamp(offset, AGAIN));
  }

  /**
   * The position in the stream, whatever it is valid for.
   *
   * @throws IllegalArgumentException when the map is no such position: says why
   */
  public static InStream decodeStream(Map<String, ?> offset) {
    Instant timestamp = timestamp(offset, STREAM);
    var unused = again(offset);
    Optional<Instant> deletes =
        offset.get(DELETES) == null ? Optional.empty() : Optional.of(stamp(offset, DELETES));
    return new InStream(
        timestamp,
        text(offset, "sys_id"),
        deletes,
        hidden(offset),
        own(offset, EARLY, SentEarly::parse).orElse(SentEarly.NONE));
  }

  private static HiddenTimes hidden(Map<String, ?> offset) {
    return own(offset, HIDDEN, HiddenTimes::parse).orElse(HiddenTimes.NONE);
  }

  /** What only the connector writes. */
  private static <T> Optional<T> own(
      Map<String, ?> offset, String key, Function<String, Optional<T>> parse) {
    return text(offset, key)
        .map(
            text ->
                parse
                    .apply(text)
                    .orElseThrow(
                        () ->
                            unusable(
                                "'%s' is %s, which the connector has not written; leave it out"
                                    .formatted(key, shown(offset, key)))));
  }

  /**
   * The position in the deletes, whatever it is valid for.
   *
   * @throws IllegalArgumentException when the map is no such position: says why
   */
  public static InDeletes decodeDeletes(Map<String, ?> offset) {
    return new InDeletes(
        new InStream(timestamp(offset, DELETES), text(offset, "sys_id"))
            .withHidden(hidden(offset)));
  }

  private static Instant timestamp(Map<String, ?> offset, String phase) {
    checkKeys(offset);
    // Integers come back as Long from Connect's JSON, and as Integer from a test or another client.
    if (!(offset.get("version") instanceof Number version) || version.doubleValue() != VERSION) {
      throw unusable("'version' is %s, not %d".formatted(shown(offset, "version"), VERSION));
    }
    if (!phase.equals(offset.get("phase"))) {
      throw unusable(
          "'phase' is %s, in this partition it must be '%s'"
              .formatted(shown(offset, "phase"), phase));
    }
    if (offset.get(DELETES) != null && !phase.equals(STREAM)) {
      throw unusable("it has the key 'deletes', which belongs to phase 'stream'");
    }
    if (snapshot(offset).isPresent() && phase.equals(DELETES)) {
      throw unusable("it has the key 'snapshot', which belongs to phases 'snapshot' and 'stream'");
    }
    if (offset.get(AGAIN) != null && !phase.equals(STREAM)) {
      throw unusable("it has the key 'again', which belongs to phase 'stream'");
    }
    if (offset.get(QUERY) != null && !phase.equals(SNAPSHOT)) {
      throw unusable("it has the key 'query', which belongs to phase 'snapshot'");
    }
    if (offset.get(EARLY) != null && !phase.equals(STREAM)) {
      throw unusable("it has the key 'early', which belongs to phase 'stream'");
    }
    if (offset.get(HIDDEN) != null && phase.equals(SNAPSHOT)) {
      throw unusable("it has the key 'hidden', which belongs to phases 'stream' and 'deletes'");
    }
    return stamp(offset, "timestamp");
  }

  private static Instant stamp(Map<String, ?> offset, String key) {
    return text(offset, key)
        .flatMap(GlideDateTime::parse)
        .orElseThrow(
            () ->
                unusable(
                    "'%s' is %s, not a time as yyyy-MM-dd HH:mm:ss in UTC"
                        .formatted(key, shown(offset, key))));
  }

  private static void checkKeys(Map<String, ?> offset) {
    Set<String> unknown = new TreeSet<>(offset.keySet());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw unusable("it has the keys %s, allowed are %s".formatted(unknown, KEYS));
    }
    text(offset, OF);
  }

  private static Optional<String> text(Map<String, ?> offset, String key) {
    Object value = offset.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && !text.isBlank()) {
      return Optional.of(text);
    }
    throw unusable("'%s' is %s, not a text".formatted(key, shown(offset, key)));
  }

  private static String shown(Map<String, ?> offset, String key) {
    Object value = offset.get(key);
    return value instanceof String ? "'" + value + "'" : String.valueOf(value);
  }

  private static IllegalArgumentException unusable(String reason) {
    return new IllegalArgumentException(reason);
  }
}
