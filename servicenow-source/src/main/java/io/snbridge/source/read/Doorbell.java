/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.scan.Sleeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Ends the wait of one thread early. It may ring at any time: a ring that nobody waits for ends the
 * next wait at once, so that none is lost. Thread-safe; one thread waits.
 */
final class Doorbell {

  private volatile CompletableFuture<Void> next = new CompletableFuture<>();

  /** Ends the wait that is under way, or the next one. Never blocks. */
  void ring() {
    next.complete(null);
  }

  /** Waits, at most until it rings; whether it did. Several rings are one. */
  boolean await(Sleeper sleeper, Duration atMost) throws InterruptedException {
    sleeper.await(atMost, next);
    return silence();
  }

  /** Forgets a ring, if there was one; whether there was. */
  boolean silence() {
    boolean rung = next.isDone();
    if (rung) {
      next = new CompletableFuture<>();
    }
    return rung;
  }
}
