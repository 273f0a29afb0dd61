/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.scan.SnapshotRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Where a table was left.
 *
 * @param stream stored once the stream has begun; then nothing of the snapshot is left to read
 * @param ranges by name; a range without one had no acknowledged record
 * @param deletes the last delete that gave a record
 * @param former what is stored for other rows than those to read
 * @param again of the ranges that were read once more, those of the last such reading
 * @param snapshot the {@code snapshot.id} that was read to its end last, if that was stored
 * @param againBegan when the last reading began that was read once more to its end, likewise
 */
record StoredPositions(
    Optional<InStream> stream,
    Map<String, InRange> ranges,
    Optional<InStream> deletes,
    Optional<Former> former,
    Map<String, InRange> again,
    Optional<String> snapshot,
    Optional<Instant> againBegan) {

  /**
   * The table's name, its query, or the columns of timestamp and id were other ones: of the rows to
   * read now, nothing is known.
   *
   * @param scope the rows that were read
   * @param stream how far their changes were read
   */
  record Former(String scope, Optional<Instant> stream) {}

  StoredPositions {
    ranges = Map.copyOf(ranges);
    again = Map.copyOf(again);
  }

  /** Every source partition whose offset is wanted. */
  static List<Map<String, String>> partitions(TablePartition table) {
    List<Map<String, String>> partitions = new ArrayList<>();
    partitions.add(table.stream());
    partitions.add(table.deletes());
    SnapshotRange.ALL.forEach(range -> partitions.add(table.range(range.name())));
    SnapshotRange.ALL.forEach(range -> partitions.add(table.again(range.name())));
    return partitions;
  }

  /**
   * Of what Connect has stored.
   *
   * @param codec of the rows to read
   * @throws ConnectException when an offset cannot be used: names its partition, says why
   */
  static StoredPositions of(
      TablePartition table,
      PositionCodec codec,
      Map<Map<String, String>, Map<String, Object>> offsets) {
    Optional<InStream> stream = Optional.empty();
    Map<String, InRange> ranges = new HashMap<>();
    Optional<Former> former = Optional.empty();
    for (SnapshotRange range : SnapshotRange.ALL) {
      Map<String, String> partition = table.range(range.name());
      Map<String, Object> offset = offsets.get(partition);
      if (offset != null) {
        InRange position = decoded(partition, offset, PositionCodec::decodeRange);
        Optional<String> otherScope = codec.otherScope(offset);
        if (otherScope.isEmpty()) {
          ranges.put(range.name(), position);
        } else {
          former = Optional.of(new Former(otherScope.get(), Optional.empty()));
        }
      }
    }
    Map<String, Object> offset = offsets.get(table.stream());
    if (offset != null) {
      InStream position = decoded(table.stream(), offset, PositionCodec::decodeStream);
      Optional<String> otherScope = codec.otherScope(offset);
      if (otherScope.isEmpty()) {
        stream = Optional.of(position);
      } else {
        former = Optional.of(new Former(otherScope.get(), Optional.of(position.timestamp())));
      }
    }
    Optional<Instant> againBegan = offset == null ? Optional.empty() : PositionCodec.again(offset);
    return new StoredPositions(
        stream,
        ranges,
        deletes(table, codec, offsets),
        former,
        again(table, codec, offsets, againBegan),
        offset == null ? Optional.empty() : PositionCodec.snapshot(offset),
        againBegan);
  }

  /** A reading leaves those of earlier ones where it has found no row. */
  private static Map<String, InRange> again(
      TablePartition table,
      PositionCodec codec,
      Map<Map<String, String>, Map<String, Object>> offsets,
      Optional<Instant> finished) {
    Map<String, InRange> all = new HashMap<>();
    for (SnapshotRange range : SnapshotRange.ALL) {
      Map<String, String> partition = table.again(range.name());
      Map<String, Object> offset = offsets.get(partition);
      if (offset != null && codec.otherScope(offset).isEmpty()) {
        all.put(range.name(), decoded(partition, offset, PositionCodec::decodeRange));
      }
    }
    Optional<Instant> last =
        Stream.concat(all.values().stream().map(InRange::streamStart), finished.stream())
            .max(Instant::compareTo);
    all.values().removeIf(position -> last.filter(position.streamStart()::equals).isEmpty());
    return all;
  }

  private static Optional<InStream> deletes(
      TablePartition table,
      PositionCodec codec,
      Map<Map<String, String>, Map<String, Object>> offsets) {
    Map<String, Object> offset = offsets.get(table.deletes());
    if (offset == null) {
      return Optional.empty();
    }
    InStream audit = decoded(table.deletes(), offset, PositionCodec::decodeDeletes).audit();
    return codec.otherScope(offset).isEmpty() ? Optional.of(audit) : Optional.empty();
  }

  private static <P> P decoded(
      Map<String, String> partition,
      Map<String, Object> offset,
      Function<Map<String, Object>, P> decode) {
    try {
      return decode.apply(offset);
    } catch (IllegalArgumentException reason) {
      throw new ConnectException(
          "Stored offset %s of %s cannot be used: %s. It was not written by this connector, or by a newer version; reset it or put a valid one in its place (Connect's offsets REST API)."
              .formatted(offset, partition, reason.getMessage()),
          reason);
    }
  }

  /**
   * Where the deletes begin: after the last one; else where those before are known to be in Kafka;
   * else where the snapshot began, because a row may have been deleted after it was read.
   *
   * @param changes where the changes begin
   */
  InStream deletesStart(InStream changes) {
    InStream start =
        deletes.orElseGet(
            () ->
                InStream.from(
                    changes.deletesUntil().or(this::streamStart).orElseGet(changes::timestamp)));
    return start.withDeletesUntil(changes.deletesUntil());
  }

  /** Whether a former task has not come to the stream. */
  boolean leavesSnapshot() {
    return stream.isEmpty();
  }

  /** Where the stream has to begin after a snapshot that was left unfinished. */
  Optional<Instant> streamStart() {
    return ranges.values().stream().map(InRange::streamStart).min(Instant::compareTo);
  }

  /** The {@code snapshot.id} that the first snapshot is for, as far as it was begun. */
  Optional<String> firstSnapshot() {
    return ranges.values().stream().flatMap(range -> range.snapshot().stream()).findFirst();
  }

  /** When the last reading of the table beside its stream began, and for which id. */
  Optional<InRange> lastAgain() {
    return again.values().stream().findFirst();
  }
}
