/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The bytes of all pages that a task's readers have asked for or hold, and that Connect has not
 * taken. Who asks for a page takes its bytes before, in turn, so that no table starves another; one
 * page may go whatever its size when no other is held. Who holds a page must wait neither for
 * another one's bytes nor for somebody who does. Thread-safe.
 */
final class PendingBytes {

  private final long most;

  /** Whoever has it goes next. */
  private final ReentrantLock turn = new ReentrantLock(true);

  private long held;

  /**
   * @param most bytes to be held
   */
  PendingBytes(long most) {
    this.most = most;
  }

  /** Takes some when there is room for them. */
  void take(long bytes) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      takeNext(bytes);
    } finally {
      turn.unlock();
    }
  }

  private synchronized void takeNext(long bytes) throws InterruptedException {
    while (held > 0 && held + bytes > most) {
      wait();
    }
    held += bytes;
  }

  /** Some were more, or fewer, than was taken. */
  synchronized void correct(long more) {
    held += more;
    notifyAll();
  }

  /** What is held now. */
  synchronized long held() {
    return held;
  }
}
