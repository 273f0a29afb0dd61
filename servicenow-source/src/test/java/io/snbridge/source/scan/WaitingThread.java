/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

/** Threads of tests that wait, and may be interrupted. */
final class WaitingThread {

  /** What such a thread does. */
  interface Work {
    void run() throws InterruptedException;
  }

  private WaitingThread() {}

  static Thread start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    return thread;
  }
}
