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

/**
 * Where a table was left.
 *
 * @param stream stored once the stream has begun; then nothing of the snapshot is left to read
 * @param ranges by name; a range without one had no acknowledged record
 */
record StoredPositions(Optional<InStream> stream, Map<String, InRange> ranges) {

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
   * @throws org.apache.kafka.connect.errors.ConnectException when an offset cannot be used
   */
  static StoredPositions of(
      TablePartition table, Map<Map<String, String>, Map<String, Object>> offsets) {
    Map<String, InRange> ranges = new HashMap<>();
    for (SnapshotRange range : SnapshotRange.ALL) {
      Map<String, Object> offset = offsets.get(table.range(range.name()));
      if (offset != null) {
        ranges.put(range.name(), PositionCodec.decodeRange(offset));
      }
    }
    return new StoredPositions(
        Optional.ofNullable(offsets.get(table.stream())).map(PositionCodec::decodeStream), ranges);
  }

  /** Where the stream has to begin after a snapshot that was left unfinished. */
  Optional<Instant> streamStart() {
    return ranges.values().stream().map(InRange::streamStart).min(Instant::compareTo);
  }
}
