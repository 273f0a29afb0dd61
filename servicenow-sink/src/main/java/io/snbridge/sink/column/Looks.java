/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds how often the columns of one table are looked at because records name new ones: whoever
 * invents a name for each record would have the dictionary asked for each. Thread-safe.
 */
final class Looks {

  private static final long WITHIN = Duration.ofMinutes(1).toNanos();

  private final int most;
  private final Deque<Long> begun = new ArrayDeque<>();

  /**
   * @param most that may begin within a minute
   */
  Looks(int most) {
    this.most = most;
  }

  /** To be told of each look. */
  synchronized void begin(long nowNanos) {
    begun.add(nowNanos);
    if (begun.size() > most) {
      begun.remove();
    }
  }

  /** Whether new names have to wait. */
  synchronized boolean areMany(long nowNanos) {
    return begun.size() >= most && nowNanos - begun.peek() < WITHIN;
  }
}
