/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The bytes that were taken for one page. They are given back when an attempt has failed, and taken
 * again, in turn, before the next one. Thread-safe.
 */
final class PageClaim {

  private final long bytes;
  private final PendingBytes pending;

  @GuardedBy("this")
  private boolean taken = true;

  @GuardedBy("this")
  private boolean ended;

  @GuardedBy("this")
  private Optional<CompletableFuture<Void>> asked = Optional.empty();

  private PageClaim(long bytes, PendingBytes pending) {
    this.bytes = bytes;
    this.pending = pending;
  }

  /** Waits for them. */
  static PageClaim take(long bytes, PendingBytes pending) throws InterruptedException {
    pending.take(bytes);
    return new PageClaim(bytes, pending);
  }

  void attemptFailed() {
    synchronized (this) {
      if (!taken) {
        return;
      }
      taken = false;
    }
    pending.correct(-bytes);
  }

  /** Completes when they were taken again. */
  CompletableFuture<Void> again() {
    CompletableFuture<Void> granted = pending.ask(bytes);
    synchronized (this) {
      asked = Optional.of(granted);
    }
    return granted.thenRun(this::granted);
  }

  private void granted() {
    synchronized (this) {
      if (!ended) {
        taken = true;
        return;
      }
    }
    pending.correct(-bytes);
  }

  /**
   * The page has come, or never will.
   *
   * @param came bytes that it has
   */
  void end(long came) {
    boolean were;
    synchronized (this) {
      ended = true;
      were = taken;
      taken = false;
      asked.ifPresent(waiting -> waiting.cancel(false));
    }
    pending.correct(came - (were ? bytes : 0));
  }
}
