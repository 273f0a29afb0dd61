/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Page;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one table has of {@link PendingBytes}. While it waits for something else than a page, for
 * rights that were lost, say, it gives all of that back: then its pages are there, but keep no
 * other table from reading. Thread-safe.
 */
final class TableBytes {

  private final PendingBytes pending;
  private final Set<HeldBytes> held = ConcurrentHashMap.newKeySet();

  TableBytes(PendingBytes pending) {
    this.pending = pending;
  }

  /** What is never too much. */
  static TableBytes unbounded() {
    return new TableBytes(new PendingBytes(Long.MAX_VALUE));
  }

  /**
   * The same instance; the bytes of each of its pages are taken, and must be {@link #hold held}.
   */
  Instance counting(Instance instance) {
    return new CountedPages(instance, pending);
  }

  /** The bytes of a page that was counted. */
  HeldBytes hold(Page page) {
    if (page.bytes() == 0) {
      return HeldBytes.NONE;
    }
    HeldBytes taken = new HeldBytes(page.bytes(), this);
    held.add(taken);
    return taken;
  }

  void giveBackAll() {
    held.forEach(HeldBytes::giveBack);
  }

  void gaveBack(HeldBytes taken, long bytes) {
    held.remove(taken);
    pending.correct(-bytes);
  }
}
