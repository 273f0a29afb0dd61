/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was started, to be closed in the opposite order, once. Thread-safe. */
final class ResourceStack {

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private boolean closed;

  /**
   * Remembers it.
   *
   * @throws IllegalStateException when all is being closed already; it is closed then, too
   */
  synchronized <T extends AutoCloseable> T add(T closeable) throws Exception {
    if (closed) {
      closeable.close();
      throw new IllegalStateException("stopped");
    }
    started.push(closeable);
    return closeable;
  }

  synchronized void close() {
    closed = true;
    while (!started.isEmpty()) {
      AutoCloseable next = started.pop();
      try {
        next.close();
      } catch (Exception e) {
        System.err.println("quickstart: could not stop " + next + ": " + e);
      }
    }
  }
}
