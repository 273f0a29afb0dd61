/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Where a table was left.
 *
 * @param stream stored once the stream has begun; then nothing of the snapshot is left to read
 * @param ranges by name; a range without one had no acknowledged record
 * @param former what is stored for other rows than those to read
 */
record StoredPositions(
    Optional<InStream> stream, Map<String, InRange> ranges, Optional<Former> former) {

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
  }

  /** Every source partition whose offset is wanted. */
  static List<Map<String, String>> partitions(TablePartition table) {
    List<Map<String, String>> partitions = new ArrayList<>();
    partitions.add(table.stream());
    SnapshotRange.ALL.forEach(range -> partitions.add(table.range(range.name())));
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
    return new StoredPositions(stream, ranges, former);
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

  /** Where the stream has to begin after a snapshot that was left unfinished. */
  Optional<Instant> streamStart() {
    return ranges.values().stream().map(InRange::streamStart).min(Instant::compareTo);
  }
}
