/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import io.snbridge.common.table.EncodedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Checks the offsets that an operator wants to put in the place of the stored ones (KIP-875).
 * Connect writes them unless this throws.
 *
 * <p>A null offset, which resets a partition, is accepted for every partition: {@code DELETE
 * /connectors/x/offsets} names all that are stored, among them those of tables and instances that
 * are no longer configured, and nothing else could ever remove these.
 */
public final class AlteredOffsets {

  private static final String SYS_ID = "sys_id";

  /** A column of the user's own may be the id. */
  private static final int LONGEST_ID = 255;

  private static final Set<String> STREAM_KEYS =
      Set.of(TablePartition.INSTANCE, TablePartition.TABLE);
  private static final Set<String> RANGE_KEYS =
      Set.of(TablePartition.INSTANCE, TablePartition.TABLE, TablePartition.RANGE);
  private static final Set<String> AGAIN_KEYS =
      Set.of(
          TablePartition.INSTANCE,
          TablePartition.TABLE,
          TablePartition.RANGE,
          TablePartition.SNAPSHOT);
  private static final Set<String> DELETES_KEYS =
      Set.of(TablePartition.INSTANCE, TablePartition.TABLE, TablePartition.DELETES);

  private final String instance;
  private final Map<String, PositionCodec> tables;

  /**
   * @param instance host of the instance
   * @param tables by alias, the codec of each table's positions
   */
  public AlteredOffsets(String instance, Map<String, PositionCodec> tables) {
    this.instance = instance;
    this.tables = new TreeMap<>(tables);
  }

  /**
   * Checks all of them, and changes nothing.
   *
   * @throws ConnectException when the task could not begin at one of them: of each that is wrong,
   *     the partition, the key, what was seen and what is allowed
   */
  public void check(Map<Map<String, ?>, Map<String, ?>> offsets) {
    List<String> errors = new ArrayList<>();
    offsets.forEach(
        (partition, offset) -> {
          try {
            if (offset != null) {
              check(partition, offset);
            }
          } catch (IllegalArgumentException reason) {
            errors.add(
                "partition %s, offset %s: %s".formatted(partition, offset, reason.getMessage()));
          }
        });
    if (!errors.isEmpty()) {
      throw new ConnectException(
          "The offsets are refused; none was written. " + String.join("; ", errors));
    }
  }

  private void check(Map<String, ?> partition, Map<String, ?> offset) {
    if (partition == null
        || !Set.of(STREAM_KEYS, RANGE_KEYS, AGAIN_KEYS, DELETES_KEYS)
            .contains(partition.keySet())) {
      throw new IllegalArgumentException(
          "a partition has the keys %s, or %s for a snapshot range, or %s for one that is read once more, or %s for deletes"
              .formatted(
                  new TreeSet<>(STREAM_KEYS),
                  new TreeSet<>(RANGE_KEYS),
                  new TreeSet<>(AGAIN_KEYS),
                  new TreeSet<>(DELETES_KEYS)));
    }
    require(partition, TablePartition.INSTANCE, Set.of(instance));
    require(partition, TablePartition.TABLE, tables.keySet());
    if (TablePartition.isAgain(partition)) {
      require(partition, TablePartition.SNAPSHOT, Set.of(TablePartition.AGAIN));
    }
    if (partition.containsKey(TablePartition.RANGE)) {
      require(partition, TablePartition.RANGE, new TreeSet<>(TablePartition.RANGES));
      requireComparable(PositionCodec.decodeRange(offset).lastId());
    } else if (TablePartition.isDeletes(partition)) {
      require(partition, TablePartition.DELETES, Set.of(TablePartition.AUDIT));
      PositionCodec.decodeDeletes(offset)
          .audit()
          .lastId()
          .ifPresent(AlteredOffsets::requireComparable);
    } else {
      PositionCodec.decodeStream(offset).lastId().ifPresent(AlteredOffsets::requireComparable);
    }
    // Its table was checked above.
    PositionCodec codec = Objects.requireNonNull(tables.get(TablePartition.aliasOf(partition)));
    codec
        .otherScope(offset)
        .ifPresent(
            other -> {
              throw new IllegalArgumentException(
                  "'of' is '%s', but the connector reads '%s'. Leave 'of' out to use the position for that"
                      .formatted(other, codec.scopeOf(offset)));
            });
  }

  /** The next query asks for the rows after it. */
  private static void requireComparable(String id) {
    if (id.length() > LONGEST_ID) {
      throw new IllegalArgumentException(
          "'sys_id' has %d characters, a row's id has 32".formatted(id.length()));
    }
    try {
      var unused = EncodedQuery.where(SYS_ID, EncodedQuery.Operator.GREATER, id);
    } catch (IllegalArgumentException reason) {
      throw new IllegalArgumentException(
          "no query can begin after this 'sys_id'. " + reason.getMessage(), reason);
    }
  }

  private static void require(Map<String, ?> partition, String key, Set<String> allowed) {
    if (!(partition.get(key) instanceof String value) || !allowed.contains(value)) {
      throw new IllegalArgumentException(
          "the partition's '%s' is '%s', allowed is %s"
              .formatted(key, partition.get(key), String.join(", ", allowed)));
    }
  }
}
