/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests and the time that they take. Thread-safe. */
final class RequestTimes {

  private final LongAdder begun = new LongAdder();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder nanos = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  void begin() {
    begun.increment();
    inFlight.incrementAndGet();
  }

  void end(long nanosTaken) {
    inFlight.decrementAndGet();
    nanos.add(nanosTaken);
    longest.accumulate(nanosTaken);
  }

  long begun() {
    return begun.sum();
  }

  int inFlight() {
    return inFlight.get();
  }

  Duration total() {
    return Duration.ofNanos(nanos.sum());
  }

  Duration longest() {
    return Duration.ofNanos(longest.get());
  }
}
