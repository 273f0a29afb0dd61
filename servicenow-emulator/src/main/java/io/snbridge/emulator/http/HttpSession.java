/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.util.concurrent.locks.ReentrantLock;

/**
 * What a JSESSIONID stands for: requests that carry it run one by one, and those that would queue
 * too long are dropped (KB3047080). Thread safe.
 */
final class HttpSession {
  private final String id;
  private final ReentrantLock turn = new ReentrantLock(true);
  private int present;
  private int most;

  /** The status that its requests get; zero while it is known. */
  private volatile int refusal;

  HttpSession(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /** From now on it is one of a node that is gone. */
  void refuse(int status) {
    refusal = status;
  }

  int refusal() {
    return refusal;
  }

  /** Takes the session's turn, after waiting for it. False when too many wait already. */
  boolean enter(int queue) {
    synchronized (this) {
      if (queue >= 0 && present > queue) {
        return false;
      }
      present++;
      most = Math.max(most, present);
    }
    turn.lock();
    return true;
  }

  /** Gives the turn back; only the thread that entered may. */
  void leave() {
    synchronized (this) {
      present--;
    }
    turn.unlock();
  }

  /** The most requests that were present at once, waiting ones included. */
  synchronized int greatestConcurrency() {
    return most;
  }
}
