/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.read.RowFingerprints.Comparison;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which rows were handed out, with which timestamps: 22 to 43 bytes each. A row is known until its
 * time is forgotten, whether it is shown meanwhile or not. Guarded by {@link Lookback}.
 */
final class HandedOut {

  private static final boolean ANY_PASS = false;

  private final int most;
  private RowFingerprints rows;
  private boolean overflowed;

  /**
   * @param most rows that are kept
   */
  HandedOut(int most) {
    this.most = most;
    this.rows = new RowFingerprints(most);
  }

  void add(String id, String stamp) {
    overflowed |= !rows.put(id, print(stamp), ANY_PASS);
  }

  /**
   * The same.
   *
   * @param row stands for its id, as {@link RowFingerprints#key} has it
   */
  void add(long row, Instant second) {
    overflowed |= !rows.put(row, second.getEpochSecond() << 1, ANY_PASS);
  }

  /** Whether a row was handed out as it is. */
  boolean knows(String id, String stamp) {
    return rows.compare(id, print(stamp)) == Comparison.SAME;
  }

  /** Whether there were more than there was room for: those that are not known need not be new. */
  boolean isOverflowed() {
    return overflowed;
  }

  int size() {
    return rows.size();
  }

  void forgetAll() {
    rows = new RowFingerprints(most);
    overflowed = false;
  }

  /** Forgets rows of all times but these. */
  void keep(Predicate<Instant> times) {
    rows.keep(print -> times.test(Instant.ofEpochSecond(print >> 1)));
  }

  /** Prints of the rows of some time, as {@link #print(String, Instant)} gives them. */
  Set<Long> prints(Predicate<Instant> times) {
    Set<Long> prints = new HashSet<>();
    rows.forEach(
        (key, print) -> {
          Instant second = Instant.ofEpochSecond(print >> 1);
          if (times.test(second)) {
            prints.add(RowHash.of(key, second.getEpochSecond()));
          }
        });
    return prints;
  }

  /** Of a row at a time. */
  static long print(String id, Instant second) {
    return print(RowFingerprints.key(id), second);
  }

  /** Of a row by what stands for its id. */
  static long print(long row, Instant second) {
    return RowHash.of(row, second.getEpochSecond());
  }

  /** Its second; the last bit is the pass. What is no time was not handed out by a stream. */
  private static long print(String stamp) {
    return GlideDateTime.parse(stamp).map(Instant::getEpochSecond).orElse(Long.MIN_VALUE) << 1;
  }
}
