/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The source partitions of a table: one for its stream, one for each snapshot range, one for its
 * deletes, and one for each range of a snapshot that is read once more.
 *
 * <p>Connect finds an offset by the JSON bytes of the partition map, so the maps must iterate in
 * the same order in every JVM: they are sorted. {@code Map.of} would not do, its order differs from
 * JVM to JVM.
 *
 * @param instance host of the instance
 * @param alias the table's alias
 */
public record TablePartition(String instance, String alias) {

  static final String INSTANCE = "instance";
  static final String TABLE = "table";
  static final String RANGE = "range";
  static final String DELETES = "deletes";
  static final String SNAPSHOT = "snapshot";

  /** A snapshot beside the stream. */
  static final String AGAIN = "again";

  /** Where deletes are read, for people who read {@code GET /connectors/x/offsets}. */
  static final String AUDIT = "sys_audit_delete";

  /** The names of the snapshot ranges: the hex digits. A part of stored offsets: they stay. */
  public static final List<String> RANGES = List.of("0123456789abcdef".split(""));

  /** The partition of the stream. */
  public Map<String, String> stream() {
    return Collections.unmodifiableMap(sorted());
  }

  /** The partition of a snapshot range. */
  public Map<String, String> range(String name) {
    TreeMap<String, String> partition = sorted();
    partition.put(RANGE, name);
    return Collections.unmodifiableMap(partition);
  }

  /** The partition of a range that is read once more. */
  public Map<String, String> again(String name) {
    TreeMap<String, String> partition = sorted();
    partition.put(RANGE, name);
    partition.put(SNAPSHOT, AGAIN);
    return Collections.unmodifiableMap(partition);
  }

  /** The partition of the deletes. */
  public Map<String, String> deletes() {
    TreeMap<String, String> partition = sorted();
    partition.put(DELETES, AUDIT);
    return Collections.unmodifiableMap(partition);
  }

  /** All that a table can have. */
  public List<Map<String, String>> all() {
    List<Map<String, String>> all = new ArrayList<>();
    all.add(stream());
    all.add(deletes());
    RANGES.forEach(
        name -> {
          all.add(range(name));
          all.add(again(name));
        });
    return all;
  }

  /** The table that a partition map belongs to. */
  public static TablePartition of(Map<String, ?> partition) {
    return new TablePartition(String.valueOf(partition.get(INSTANCE)), aliasOf(partition));
  }

  /** The name of the range that a partition map is of. */
  public static String rangeOf(Map<String, ?> partition) {
    return String.valueOf(partition.get(RANGE));
  }

  /** The alias that a partition map belongs to. */
  public static String aliasOf(Map<String, ?> partition) {
    return String.valueOf(partition.get(TABLE));
  }

  /** Whether a partition map is a range of the first snapshot. */
  public static boolean isRange(Map<String, ?> partition) {
    return partition.containsKey(RANGE) && !isAgain(partition);
  }

  /** Whether a partition map is a range that is read once more. */
  public static boolean isAgain(Map<String, ?> partition) {
    return partition.containsKey(SNAPSHOT);
  }

  /** Whether a partition map is that of a table's changes. */
  public static boolean isStream(Map<String, ?> partition) {
    return !partition.containsKey(RANGE) && !isDeletes(partition);
  }

  /** Whether a partition map is that of a table's deletes. */
  public static boolean isDeletes(Map<String, ?> partition) {
    return partition.containsKey(DELETES);
  }

  private TreeMap<String, String> sorted() {
    TreeMap<String, String> partition = new TreeMap<>();
    partition.put(INSTANCE, instance);
    partition.put(TABLE, alias);
    return partition;
  }
}
