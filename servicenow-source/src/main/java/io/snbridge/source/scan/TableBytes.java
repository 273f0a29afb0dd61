/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.Page;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one table has of {@link PendingBytes}. While it waits for something else than a page, for
 * rights that were lost, say, others have the bytes of those pages that its readers have in hand:
 * these are there, but keep no other table from reading. Those that wait for Connect stay counted.
 * Thread-safe.
 */
public final class TableBytes {

  private final PendingBytes pending;
  private final RowBytes rowBytes = new RowBytes();
  private final Set<HeldBytes> inHand;

  public TableBytes(PendingBytes pending) {
    this(pending, ConcurrentHashMap.newKeySet());
  }

  private TableBytes(PendingBytes pending, Set<HeldBytes> inHand) {
    this.pending = pending;
    this.inHand = inHand;
  }

  /** For rows of another size, which its readers have in hand, too. */
  public TableBytes ofOtherRows() {
    return new TableBytes(pending, inHand);
  }

  /** What is never too much. */
  static TableBytes unbounded() {
    return new TableBytes(new PendingBytes(Long.MAX_VALUE));
  }

  /**
   * The same instance; the bytes of each of its pages are taken, and must be {@link #hold held}.
   */
  public Instance counting(Instance instance) {
    return new CountedPages(instance, pending, rowBytes);
  }

  /** The bytes of a page that was counted. */
  public HeldBytes hold(Page page) {
    if (page.bytes() == 0) {
      return HeldBytes.NONE;
    }
    HeldBytes taken = new HeldBytes(page.bytes(), this);
    inHand.add(taken);
    return taken;
  }

  /**
   * Rows of the next page at most, so that it need not wait until no other is held.
   *
   * @param idsOnly whether only id and timestamp are asked for
   */
  int mostRows(boolean idsOnly) {
    return rowBytes.rowsIn(pending.mostOfAPage(), idsOnly);
  }

  /**
   * Rows of a page that grows by itself at most: so many that each of a table's readers can have
   * one and ask for the next.
   */
  int mostGrownRows() {
    return rowBytes.rowsIn(pending.mostOfAGrownPage(), false);
  }

  /** The table waits: what its readers have in hand keeps no other from reading. */
  public void lendAll() {
    inHand.forEach(HeldBytes::lend);
  }

  /**
   * Told by a page of what it has become.
   *
   * @param inHand whether it may be in its reader's hands still
   * @param more bytes that count now, and did not before
   * @param moreLent bytes that are lent now, and were not before
   */
  void became(HeldBytes page, boolean inHand, long more, long moreLent) {
    if (!inHand) {
      this.inHand.remove(page);
    }
    pending.correct(more, moreLent);
  }
}
