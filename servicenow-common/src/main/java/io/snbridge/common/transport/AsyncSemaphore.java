/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;

/** A semaphore that calls back instead of blocking, first come first served. Thread-safe. */
final class AsyncSemaphore {

  @GuardedBy("this")
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private int free;

  AsyncSemaphore(int slots) {
    this.free = slots;
  }

  /**
   * @param go called once when the caller has a slot, here or on the thread of who gave it back
   */
  void acquire(Runnable go) {
    synchronized (this) {
      if (free == 0) {
        waiting.add(go);
        return;
      }
      free--;
    }
    go.run();
  }

  void release() {
    Runnable next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        free++;
        return;
      }
    }
    next.run();
  }
}
