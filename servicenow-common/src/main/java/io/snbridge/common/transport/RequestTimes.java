/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Counts requests and the time that they take. Thread-safe. */
final class RequestTimes {

  private final LongAdder begun = new LongAdder();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder nanos = new LongAdder();
  private volatile Consumer<Duration> listener = ended -> {};
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

  /**
   * @param told from now on how long each request took that ends, on its thread
   */
  void tell(Consumer<Duration> told) {
    listener = told;
  }

  void begin() {
    begun.increment();
    inFlight.incrementAndGet();
  }

  void end(long nanosTaken) {
    inFlight.decrementAndGet();
    nanos.add(nanosTaken);
    longest.accumulate(nanosTaken);
    listener.accept(Duration.ofNanos(nanosTaken));
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
