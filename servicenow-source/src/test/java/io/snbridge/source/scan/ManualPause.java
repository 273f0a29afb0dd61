/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Time that passes by waiting only, and at once. */
public final class ManualPause implements Sleeper {

  private final List<Duration> waits = new ArrayList<>();
  private long nanos;

  @Override
  public synchronized void await(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    waits.add(duration);
    nanos += duration.toNanos();
  }

  @Override
  public synchronized long nanoTime() {
    return nanos;
  }

  /** Something else takes its time. */
  synchronized void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  synchronized List<Duration> waits() {
    return List.copyOf(waits);
  }

  Duration passed() {
    return Duration.ofNanos(nanoTime());
  }
}
