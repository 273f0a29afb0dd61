/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Does something for one after the other, each when the one before it has ended. By a loop as long
 * as they end at once, so that the stack is as deep for thousands as for one. Used once.
 */
final class Successively<T> {

  private final Iterator<T> all;
  private final Function<T, CompletableFuture<?>> step;
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  /**
   * @param step must not block; when it fails, the rest is not done
   */
  Successively(Iterator<T> all, Function<T, CompletableFuture<?>> step) {
    this.all = all;
    this.step = step;
  }

  /** Begins; completes, or fails, with the last of them. */
  CompletableFuture<Void> run() {
    goOn();
    return end;
  }

  private void goOn() {
    try {
      while (all.hasNext()) {
        CompletableFuture<?> now = step.apply(all.next());
        if (!now.isDone() || now.isCompletedExceptionally()) {
          CompletableFuture<?> unused = now.whenComplete((done, error) -> ended(error));
          return;
        }
      }
      end.complete(null);
    } catch (RuntimeException | Error e) {
      end.completeExceptionally(e);
    }
  }

  private void ended(Throwable error) {
    if (error == null) {
      goOn();
    } else {
      end.completeExceptionally(error);
    }
  }
}
