/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import io.snbridge.emulator.Switches;
import java.util.function.Supplier;

/**
 * What a node serves at once and lets wait; the next request is refused (KB0635398). Thread safe;
 * both numbers may change while requests run.
 */
final class NodeSemaphores {
  private final Switches switches;
  private int running;
  private int waiting;

  NodeSemaphores(Switches switches) {
    this.switches = switches;
  }

  Answer within(Supplier<Answer> work) {
    if (switches.nodeConcurrency() == 0) {
      return work.get();
    }
    if (!enter()) {
      return Answer.error(429, "Too many requests", "");
    }
    try {
      return work.get();
    } finally {
      leave();
    }
  }

  private synchronized boolean enter() {
    if (running >= switches.nodeConcurrency() && waiting >= switches.nodeQueue()) {
      return false;
    }
    waiting++;
    try {
      while (running >= switches.nodeConcurrency()) {
        wait();
      }
      running++;
      return true;
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting--;
    }
  }

  private synchronized void leave() {
    running--;
    notifyAll();
  }
}
