/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Where a reader waits, and sees how long; a test decides how long that takes. */
@FunctionalInterface
public interface Sleeper {

  /** What passes, unless a test says otherwise. */
  LongSupplier REAL = System::nanoTime;

  /** Waits, or throws when the reader's thread is interrupted, which ends it. */
  void await(Duration duration) throws InterruptedException;

  /** What has passed, from an arbitrary point on. */
  default long nanoTime() {
    return REAL.getAsLong();
  }

  /** Real time. */
  static Sleeper untilInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    return duration -> {
      boolean elapsed = !never.await(duration.toMillis(), TimeUnit.MILLISECONDS);
      assert elapsed;
    };
  }
}
