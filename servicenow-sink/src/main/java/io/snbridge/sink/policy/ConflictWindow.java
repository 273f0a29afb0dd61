/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import java.time.Duration;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long what a conflict policy saw was old when its write was done: what somebody else changed
 * meanwhile was overwritten, because ServiceNow has no conditional update. Thread-safe.
 */
public final class ConflictWindow {

  private final LongAdder count = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAccumulator max = new LongAccumulator(Math::max, -1);

  /**
   * To be told of each write whose row was read.
   *
   * @param passed from the answer to the read, to the answer to the write
   */
  void note(Duration passed) {
    nanos.add(passed.toNanos());
    count.increment();
    max.accumulate(passed.toMillis());
  }

  /** Milliseconds, -1 before the first. */
  public double meanMillis() {
    long writes = count.sum();
    return writes == 0 ? -1 : nanos.sum() / 1e6 / writes;
  }

  /** Milliseconds, -1 before the first. */
  public long maxMillis() {
    return max.get();
  }
}
