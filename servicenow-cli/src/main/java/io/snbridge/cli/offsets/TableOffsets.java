/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.cli.console.CommandException;
import io.snbridge.source.position.Position.InDeletes;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What Connect has of one table: read by the connector's own classes.
 *
 * @param table whose they are
 * @param stored all of them
 * @param stream where its changes are read; empty before the first change after the snapshot
 * @param deletes where its deletes are read
 * @param ranges of the first snapshot, by their names
 * @param again of a snapshot beside the stream, by their names
 * @param unreadable why some of them cannot be read
 */
record TableOffsets(
    TablePartition table,
    List<StoredOffset> stored,
    Optional<InStream> stream,
    Optional<InDeletes> deletes,
    Map<String, InRange> ranges,
    Map<String, InRange> again,
    List<String> unreadable) {

  static TableOffsets of(TablePartition table, List<StoredOffset> stored) {
    Optional<InStream> stream = Optional.empty();
    Optional<InDeletes> deletes = Optional.empty();
    Map<String, InRange> ranges = new TreeMap<>();
    Map<String, InRange> again = new TreeMap<>();
    List<String> unreadable = new ArrayList<>();
    for (StoredOffset one : stored) {
      Map<String, Object> partition = one.partition();
      try {
        if (TablePartition.isStream(partition)) {
          stream = Optional.of(PositionCodec.decodeStream(one.offset()));
        } else if (TablePartition.isDeletes(partition)) {
          deletes = Optional.of(PositionCodec.decodeDeletes(one.offset()));
        } else {
          (TablePartition.isAgain(partition) ? again : ranges)
              .put(TablePartition.rangeOf(partition), PositionCodec.decodeRange(one.offset()));
        }
      } catch (IllegalArgumentException notOurs) {
        unreadable.add("partition %s: %s".formatted(partition, notOurs.getMessage()));
      }
    }
    return new TableOffsets(
        table,
        List.copyOf(stored),
        stream,
        deletes,
        Map.copyOf(ranges),
        Map.copyOf(again),
        List.copyOf(unreadable));
  }

  /**
   * One that is there can be decoded.
   *
   * @throws CommandException when it cannot: says why
   */
  void requireReadableStream() {
    if (stream.isEmpty()
        && stored.stream().anyMatch(one -> TablePartition.isStream(one.partition()))) {
      throw CommandException.decide(
          "The position of table '%s' cannot be read, 'set' and 'reset' put another in its place: %s"
              .formatted(table.alias(), String.join("; ", unreadable)));
    }
  }

  /**
   * The offset that has the changes read from a second on. It is for whatever the connector reads
   * when it starts, and remembers which snapshots were read to their end.
   */
  Map<String, Object> streamFrom(Instant second) {
    PositionCodec codec = new PositionCodec("", "");
    Map<String, Object> former =
        stored.stream()
            .filter(one -> TablePartition.isStream(one.partition()))
            .map(StoredOffset::offset)
            .findFirst()
            .orElse(new HashMap<>());
    if (stream.isPresent()) {
      PositionCodec.snapshot(former).ifPresent(id -> codec.carry(id, PositionCodec.again(former)));
    }
    return anyScope(
        codec.encode(
            InStream.from(second).withDeletesUntil(stream.flatMap(InStream::deletesUntil))));
  }

  /** The offset that has the deletes read from a second on. */
  static Map<String, Object> deletesFrom(Instant second) {
    return anyScope(new PositionCodec("", "").encode(new InDeletes(InStream.from(second))));
  }

  /** Without what says for which rows it is valid: then it is for those that are read. */
  private static Map<String, Object> anyScope(Map<String, Object> offset) {
    Map<String, Object> open = new LinkedHashMap<>(offset);
    open.remove("of");
    return open;
  }
}
