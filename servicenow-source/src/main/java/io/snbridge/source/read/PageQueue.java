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
import java.util.stream.IntStream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/**
 * Pages of records between the readers and {@code poll()}. It bounds what is fetched ahead, and it
 * is fair: readers that wait for room get it in turn, so that no table starves another.
 * Thread-safe.
 */
public final class PageQueue {

  /**
   * A poll's records are converted in one go, and are one transaction with exactly-once: as many as
   * a page has that has not grown, or some more.
   */
  static final int MOST_AT_ONCE = 2_000;

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition roomLeft = lock.newCondition();
  private final Condition something = lock.newCondition();
  private final int capacity;
  private final Deque<Queued> pages = new ArrayDeque<>();

  private final SentPages sent = new SentPages();

  private record Queued(List<SourceRecord> page, HeldBytes bytes) {}

  private @Nullable ConnectException failure;

  /** What Connect has of the oldest page. */
  private int taken;

  public PageQueue(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Rows in parts whose records are taken at once: for those of which the last one's position tells
   * what all of them are.
   *
   * @param records that a row gives at most
   */
  static <T> List<List<T>> parts(List<T> rows, int records) {
    int most = MOST_AT_ONCE / records;
    return IntStream.iterate(0, from -> from < rows.size(), from -> from + most)
        .mapToObj(from -> rows.subList(from, Math.min(rows.size(), from + most)))
        .toList();
  }

  /** Adds a page, when there is room. */
  public void put(List<SourceRecord> page) throws InterruptedException {
    put(page, HeldBytes.NONE);
  }

  /**
   * The same.
   *
   * @param bytes given back when Kafka has the page; until then they count
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
   * The oldest page, or the next {@value #MOST_AT_ONCE} records of it; empty when none came in
   * time.
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
      return takeOldest();
    } finally {
      lock.unlock();
    }
  }

  /** Kafka has a record, or it was dropped on the user's wish. */
  public void acknowledged() {
    sent.acknowledged();
  }

  /** Told that Connect commits records in transactions. */
  public void transactions() {
    sent.transactions();
  }

  private List<SourceRecord> takeOldest() {
    Queued oldest = pages.element();
    List<SourceRecord> page = oldest.page();
    int end = Math.min(page.size(), taken + MOST_AT_ONCE);
    List<SourceRecord> slice = page.subList(taken, end);
    taken = end;
    if (end == page.size()) {
      taken = 0;
      pages.remove();
      sent.taken(page.size(), oldest.bytes());
      roomLeft.signal();
    }
    return slice;
  }
}
