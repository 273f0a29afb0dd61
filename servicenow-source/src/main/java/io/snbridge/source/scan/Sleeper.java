/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Where a reader waits, and sees how long; a test decides how long that takes. */
@FunctionalInterface
public interface Sleeper {

  /** What passes, unless a test says otherwise. */
  LongSupplier REAL = System::nanoTime;

  /** Waits, or throws when the reader's thread is interrupted, which ends it. */
  void await(Duration duration) throws InterruptedException;

  /** The same, but no longer than until a sign is given. */
  default void await(Duration duration, CompletableFuture<Void> sign) throws InterruptedException {
    if (!sign.isDone()) {
      await(duration);
    }
  }

  /** What has passed, from an arbitrary point on. */
  default long nanoTime() {
    return REAL.getAsLong();
  }

  /** Real time. */
  static Sleeper untilInterrupted() {
    return new Sleeper() {
      @Override
      public void await(Duration duration) throws InterruptedException {
        await(duration, new CompletableFuture<>());
      }

      @Override
      public void await(Duration duration, CompletableFuture<Void> sign)
          throws InterruptedException {
        try {
          sign.get(duration.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException elapsed) {
          // What was waited for.
        } catch (ExecutionException never) {
          throw new IllegalStateException(never);
        }
      }
    };
  }
}
