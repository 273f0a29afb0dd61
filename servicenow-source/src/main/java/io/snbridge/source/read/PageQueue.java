/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.scan.HeldBytes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Pages of records between the readers and {@code poll()}. It bounds what is fetched ahead, and it
 * is fair: readers that wait for room get it in turn, so that no table starves another.
 * Thread-safe.
 */
public final class PageQueue {

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition roomLeft = lock.newCondition();
  private final Condition something = lock.newCondition();
  private final int capacity;
  private final Deque<Queued> pages = new ArrayDeque<>();

  private record Queued(List<SourceRecord> page, HeldBytes bytes) {}

  private @Nullable ConnectException failure;

  public PageQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Adds a page, when there is room. */
  public void put(List<SourceRecord> page) throws InterruptedException {
    put(page, HeldBytes.NONE);
  }

  /**
   * The same.
   *
   * @param bytes given back when the page is taken; until then they count
   */
  public void put(List<SourceRecord> page, HeldBytes bytes) throws InterruptedException {
    bytes.queued();
    lock.lockInterruptibly();
    try {
      while (pages.size() >= capacity) {
        roomLeft.await();
      }
      pages.add(new Queued(page, bytes));
      something.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Makes every {@link #take} throw from now on; the first failure stays. */
  void fail(ConnectException cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
      something.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The oldest page; empty when none came in time.
   *
   * @throws ConnectException when a reader failed, whatever is queued
   */
  public List<SourceRecord> take(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanosLeft = atMost.toNanos();
      while (failure == null && pages.isEmpty() && nanosLeft > 0) {
        nanosLeft = something.awaitNanos(nanosLeft);
      }
      if (failure != null) {
        throw failure;
      }
      if (pages.isEmpty()) {
        return List.of();
      }
      roomLeft.signal();
      Queued oldest = pages.remove();
      oldest.bytes().giveBack();
      return oldest.page();
    } finally {
      lock.unlock();
    }
  }
}
