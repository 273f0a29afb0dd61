/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The one translation between a {@link Position} and the source offset that Connect stores.
 *
 * <table>
 * <caption>Format, version 1</caption>
 * <tr><th>key</th><th>snapshot</th><th>stream</th></tr>
 * <tr><td>{@code version}</td><td>1</td><td>1</td></tr>
 * <tr><td>{@code phase}</td><td>{@code snapshot}</td><td>{@code stream}</td></tr>
 * <tr><td>{@code timestamp}</td><td>where the stream will begin</td><td>of the last row</td></tr>
 * <tr><td>{@code sys_id}</td><td>of the last row</td><td>of the last row; without it all rows of
 * that second are read again</td></tr>
 * </table>
 *
 * <p>Timestamps are {@link Stamp}s, for people who read {@code GET /connectors/x/offsets}.
 */
public final class PositionCodec {

  private static final long VERSION = 1;
  private static final String SNAPSHOT = "snapshot";
  private static final String STREAM = "stream";

  private PositionCodec() {}

  /** The offset map of a position. */
  public static Map<String, Object> encode(Position position) {
    Map<String, Object> offset = new LinkedHashMap<>();
    offset.put("version", VERSION);
    if (position instanceof InRange range) {
      offset.put("phase", SNAPSHOT);
      offset.put("timestamp", Stamp.text(range.streamStart()));
      offset.put("sys_id", range.lastId());
    } else if (position instanceof InStream stream) {
      offset.put("phase", STREAM);
      offset.put("timestamp", Stamp.text(stream.timestamp()));
      stream.lastId().ifPresent(id -> offset.put("sys_id", id));
    }
    return offset;
  }

  /**
   * The position in a snapshot range.
   *
   * @throws ConnectException when the map is no such position: says why
   */
  public static InRange decodeRange(Map<String, ?> offset) {
    Instant streamStart = timestamp(offset, SNAPSHOT);
    return new InRange(
        streamStart,
        id(offset).orElseThrow(() -> unusable(offset, "'sys_id' is missing or empty")));
  }

  /**
   * The position in the stream.
   *
   * @throws ConnectException when the map is no such position: says why
   */
  public static InStream decodeStream(Map<String, ?> offset) {
    return new InStream(timestamp(offset, STREAM), id(offset));
  }

  private static Instant timestamp(Map<String, ?> offset, String phase) {
    // Integers come back as Long from Connect's JSON, and as Integer from a test or another client.
    if (!(offset.get("version") instanceof Number version) || version.doubleValue() != VERSION) {
      throw unusable(offset, "'version' is not " + VERSION);
    }
    if (!phase.equals(offset.get("phase"))) {
      throw unusable(offset, "'phase' is not '" + phase + "'");
    }
    return text(offset, "timestamp")
        .flatMap(Stamp::parse)
        .orElseThrow(() -> unusable(offset, "'timestamp' is not yyyy-MM-dd HH:mm:ss"));
  }

  private static Optional<String> id(Map<String, ?> offset) {
    return text(offset, "sys_id");
  }

  private static Optional<String> text(Map<String, ?> offset, String key) {
    Object value = offset.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && !text.isEmpty()) {
      return Optional.of(text);
    }
    throw unusable(offset, "'" + key + "' is not a text");
  }

  private static ConnectException unusable(Map<String, ?> offset, String reason) {
    return new ConnectException(
        "Stored offset %s cannot be used: %s. It was not written by this connector, or by a newer version; reset it or put a valid one in its place (Connect's offsets REST API)."
            .formatted(offset, reason));
  }
}
