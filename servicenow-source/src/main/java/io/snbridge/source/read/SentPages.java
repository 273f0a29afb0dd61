/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.source.scan.HeldBytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The bytes of pages that Connect has taken, and Kafka has not yet. Connect keeps each record until
 * its producer has been answered, beside the producer's own copy: as many as fit the producer's
 * {@code buffer.memory}, which are more than a small heap has room for.
 *
 * <p>It counts how many records were acknowledged, not which: those of different partitions are
 * acknowledged in any order. In transactions (exactly-once) nothing is kept, because records are
 * acknowledged only when the transaction ends, and it would not end while the next page waits.
 * Thread-safe.
 */
final class SentPages {

  /**
   * A page.
   *
   * @param end how many records there were with it
   */
  private record Page(long end, HeldBytes bytes) {}

  @GuardedBy("this")
  private final Deque<Page> pages = new ArrayDeque<>();

  @GuardedBy("this")
  private long taken;

  @GuardedBy("this")
  private long acknowledged;

  @GuardedBy("this")
  private boolean transactions;

  /** Connect has all records of a page, whose bytes are given back when Kafka has them. */
  void taken(int records, HeldBytes bytes) {
    synchronized (this) {
      taken += records;
      if (!transactions && acknowledged < taken) {
        pages.add(new Page(taken, bytes));
        return;
      }
    }
    bytes.giveBack();
  }

  /** Kafka has a record, or it was dropped on the user's wish. */
  void acknowledged() {
    HeldBytes done;
    synchronized (this) {
      acknowledged++;
      if (pages.isEmpty() || pages.element().end() > acknowledged) {
        return;
      }
      done = pages.remove().bytes();
    }
    done.giveBack();
  }

  /** Told that Connect commits records in transactions. */
  void transactions() {
    List<Page> all;
    synchronized (this) {
      transactions = true;
      all = new ArrayList<>(pages);
      pages.clear();
    }
    all.forEach(page -> page.bytes().giveBack());
  }
}
