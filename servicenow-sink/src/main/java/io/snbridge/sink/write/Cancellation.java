/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Ends a write early. Its steps, requests and waits, run one after the other through this.
 * Thread-safe.
 */
public final class Cancellation {

  private final BooleanSupplier abandoned;
  private boolean cancelled;
  private volatile boolean changed;
  private CompletableFuture<?> step = CompletableFuture.completedFuture(null);

  /**
   * A write that can be cancelled.
   *
   * @param abandoned asked before each step: then the one that runs is the last
   */
  public Cancellation(BooleanSupplier abandoned) {
    this.abandoned = abandoned;
  }

  /**
   * Cancels the step that runs now, which ends a request even when it waits for an hour's
   * throttling to pass, and all that would follow it.
   */
  public void cancel() {
    CompletableFuture<?> running;
    synchronized (this) {
      cancelled = true;
      running = step;
    }
    running.cancel(false);
  }

  /** Begins a step; fails with a CancellationException when there are to be no more. */
  public <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> next) {
    if (isOver()) {
      return CompletableFuture.failedFuture(new CancellationException("The write was cancelled"));
    }
    CompletableFuture<T> begun = next.get();
    boolean tooLate;
    synchronized (this) {
      step = begun;
      tooLate = cancelled;
    }
    if (tooLate) {
      begun.cancel(false);
    }
    return begun;
  }

  /** The same for a request that changes something. */
  <T> CompletableFuture<T> beginChange(Supplier<CompletableFuture<T>> next) {
    return begin(
        () -> {
          CompletableFuture<T> sent = next.get();
          changed = true;
          return sent;
        });
  }

  /** Whether a request that changes something has been sent. */
  public boolean hasChanged() {
    return changed;
  }

  private synchronized boolean isOver() {
    return cancelled || abandoned.getAsBoolean();
  }
}
