/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Rows in order, in blocks: finding a place takes two binary searches, counting a range adds up the
 * sizes of the blocks in it, and there is no node per row. Guarded by the store's lock.
 */
public final class RowIndex {
  private static final int FULL = 1024;

  private final boolean byStamp;
  private final List<List<Row>> blocks = new ArrayList<>();
  private int size;

  RowIndex(boolean byStamp) {
    this.byStamp = byStamp;
  }

  /** How many rows there are. */
  public int size() {
    return size;
  }

  void add(Row row) {
    Key key = keyOf(row);
    if (blocks.isEmpty()) {
      blocks.add(new ArrayList<>(List.of(row)));
      size++;
      return;
    }
    int at = Math.min(blockOf(key, true), blocks.size() - 1);
    List<Row> block = blocks.get(at);
    block.add(within(block, key, true), row);
    size++;
    if (block.size() > FULL) {
      List<Row> tail = block.subList(FULL / 2, block.size());
      blocks.add(at + 1, new ArrayList<>(tail));
      tail.clear();
    }
  }

  void remove(Row row) {
    Key key = keyOf(row);
    int at = blockOf(key, true);
    if (at == blocks.size()) {
      return;
    }
    List<Row> block = blocks.get(at);
    int index = within(block, key, true);
    if (index < block.size() && compare(block.get(index), key) == 0) {
      block.remove(index);
      size--;
      if (block.isEmpty()) {
        blocks.remove(at);
      }
    }
  }

  void clear() {
    blocks.clear();
    size = 0;
  }

  /** The row at a key, or null. */
  Row at(Key key) {
    int at = blockOf(key, true);
    if (at == blocks.size()) {
      return null;
    }
    List<Row> block = blocks.get(at);
    Row row = block.get(within(block, key, true));
    return compare(row, key) == 0 ? row : null;
  }

  /** How many rows lie in a range. */
  public int count(Range range) {
    int from = rank(range.low(), range.includesLow());
    return Math.max(0, rank(range.high(), !range.includesHigh()) - from);
  }

  /**
   * Hands over the rows of a range in order.
   *
   * @param visitor gives false to stop
   * @return false when the visitor stopped it
   */
  public boolean visit(Range range, Predicate<Row> visitor) {
    int at = blockOf(range.low(), range.includesLow());
    if (at == blocks.size()) {
      return true;
    }
    int index = within(blocks.get(at), range.low(), range.includesLow());
    for (; at < blocks.size(); at++, index = 0) {
      List<Row> block = blocks.get(at);
      for (; index < block.size(); index++) {
        Row row = block.get(index);
        int order = compare(row, range.high());
        if (order > 0 || (order == 0 && !range.includesHigh())) {
          return true;
        }
        if (!visitor.test(row)) {
          return false;
        }
      }
    }
    return true;
  }

  /** The key of the row at a position from the start. */
  public Key keyAt(int position) {
    int left = position;
    for (List<Row> block : blocks) {
      if (left < block.size()) {
        return keyOf(block.get(left));
      }
      left -= block.size();
    }
    return Key.END;
  }

  private int rank(Key key, boolean inclusive) {
    int at = blockOf(key, inclusive);
    int rank = 0;
    for (int i = 0; i < at; i++) {
      rank += blocks.get(i).size();
    }
    return at == blocks.size() ? rank : rank + within(blocks.get(at), key, inclusive);
  }

  /** The first block whose last row is at the key or behind it; behind it when not inclusive. */
  private int blockOf(Key key, boolean inclusive) {
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      List<Row> block = blocks.get(middle);
      if (isBefore(block.get(block.size() - 1), key, inclusive)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int within(List<Row> block, Key key, boolean inclusive) {
    int low = 0;
    int high = block.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(block.get(middle), key, inclusive)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean isBefore(Row row, Key key, boolean inclusive) {
    int order = compare(row, key);
    return order < 0 || (order == 0 && !inclusive);
  }

  private int compare(Row row, Key key) {
    if (byStamp) {
      int order = row.stamp().compareTo(key.stamp());
      if (order != 0) {
        return order;
      }
    }
    return row.idKey().compareTo(key.id());
  }

  private Key keyOf(Row row) {
    return new Key(row.stamp(), row.idKey());
  }
}
