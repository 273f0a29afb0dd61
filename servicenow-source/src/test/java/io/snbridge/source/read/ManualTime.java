/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.time.Duration;

/** Time that passes when the test says so; whoever waits, waits for that. */
final class ManualTime implements Pause {

  private long nanos;

  @Override
  public synchronized void await(Duration duration) throws InterruptedException {
    long end = nanos + duration.toNanos();
    while (nanos < end) {
      wait();
    }
  }

  @Override
  public synchronized long nanoTime() {
    return nanos;
  }

  synchronized void advance(Duration duration) {
    nanos += duration.toNanos();
    notifyAll();
  }
}
