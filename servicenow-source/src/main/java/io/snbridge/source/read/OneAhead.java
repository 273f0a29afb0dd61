/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Work that runs behind its owner, one piece at a time and in order: while a reader waits for its
 * next page, the records of the page before are made, if somebody has time for it. Owned by one
 * thread.
 */
final class OneAhead {

  private final Executor others;
  private Optional<Work<Void>> running = Optional.empty();

  /**
   * @param others who do the work, or leave it to the owner
   */
  OneAhead(Executor others) {
    this.others = others;
  }

  /** Runs some work once the work before has ended; what that threw is thrown here. */
  void run(Callable<Void> work) throws InterruptedException {
    await();
    Work<Void> task = new Work<>(work);
    running = Optional.of(task);
    others.execute(task);
  }

  /** Waits until all work has ended; what the last of it threw is thrown here. */
  void await() throws InterruptedException {
    if (running.isPresent()) {
      try {
        running.get().get();
      } catch (ExecutionException failed) {
        throw rethrown(failed.getCause());
      }
    }
  }

  /** The cause as it was thrown. */
  static RuntimeException rethrown(@Nullable Throwable cause) throws InterruptedException {
    if (cause instanceof InterruptedException stopping) {
      throw stopping;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
  }
}
