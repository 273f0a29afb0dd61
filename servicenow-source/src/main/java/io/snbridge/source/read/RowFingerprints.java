/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.util.function.LongPredicate;

/**
 * A fingerprint for each row, by its id: 16 bytes a slot, at most three of four slots used, so 22
 * to 43 bytes a row, and half as much again for a moment when it grows or is swept. Two ids with
 * one hash among a million rows: once in 37 million tables; such rows would be found changed in
 * each pass. Guarded by its owner.
 */
final class RowFingerprints {

  /** What is known of a row. */
  enum Comparison {
    SAME,
    OTHER,
    UNKNOWN
  }

  /** Takes two numbers. */
  interface LongLongConsumer {
    void accept(long key, long print);
  }

  /** A power of two. Most of many tables never have a row to keep. */
  private static final int LEAST_SLOTS = 8;

  private final int most;
  private int size;

  /** 0 for a free slot. */
  private long[] ids = new long[LEAST_SLOTS];

  /** The last bit is the pass in which the row was seen last. */
  private long[] prints = new long[LEAST_SLOTS];

  /**
   * @param most rows that are kept
   */
  RowFingerprints(int most) {
    this.most = most;
  }

  int size() {
    return size;
  }

  boolean knows(String id) {
    return ids[slot(key(id))] != 0;
  }

  Comparison compare(String id, long print) {
    int slot = slot(key(id));
    if (ids[slot] == 0) {
      return Comparison.UNKNOWN;
    }
    return (prints[slot] >>> 1) == (print >>> 1) ? Comparison.SAME : Comparison.OTHER;
  }

  /** Keeps a row's fingerprint; false when it is a new row and there is no room. */
  boolean put(String id, long print, boolean pass) {
    return put(key(id), print, pass);
  }

  boolean put(long key, long print, boolean pass) {
    int slot = slot(key);
    if (ids[slot] == 0) {
      if (size >= most) {
        return false;
      }
      size++;
      ids[slot] = key;
    }
    prints[slot] = marked(print, pass);
    if (size * 4L > ids.length * 3L) {
      rebuild(ids.length * 2, every -> true);
    }
    return true;
  }

  /** Whatever the row is when it is seen again, it is another one. */
  void forgetContent(String id) {
    int slot = slot(key(id));
    prints[slot] &= 1;
  }

  /** The row is still there, whatever its content. */
  void seen(String id, boolean pass) {
    int slot = slot(key(id));
    if (ids[slot] != 0) {
      prints[slot] = marked(prints[slot], pass);
    }
  }

  /** Forgets all rows that were not seen in this pass; how many. */
  int sweep(boolean pass) {
    return keep(print -> print == marked(print, pass));
  }

  /** Forgets all rows but those with such fingerprints; how many. */
  int keep(LongPredicate kept) {
    int before = size;
    rebuild(ids.length, kept);
    return before - size;
  }

  /** Gives the key of each id, and its fingerprint. */
  void forEach(LongLongConsumer consumer) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != 0) {
        consumer.accept(ids[i], prints[i]);
      }
    }
  }

  private void rebuild(int slots, LongPredicate kept) {
    long[] oldIds = ids;
    long[] oldPrints = prints;
    ids = new long[slots];
    prints = new long[slots];
    size = 0;
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != 0 && kept.test(oldPrints[i])) {
        int slot = slot(oldIds[i]);
        ids[slot] = oldIds[i];
        prints[slot] = oldPrints[i];
        size++;
      }
    }
  }

  private int slot(long key) {
    int slot = (int) (key & (ids.length - 1));
    while (ids[slot] != 0 && ids[slot] != key) {
      slot = (slot + 1) & (ids.length - 1);
    }
    return slot;
  }

  static long key(String id) {
    long key = RowHash.of(id);
    return key == 0 ? 1 : key;
  }

  private static long marked(long print, boolean pass) {
    return pass ? print | 1 : print & ~1L;
  }
}
