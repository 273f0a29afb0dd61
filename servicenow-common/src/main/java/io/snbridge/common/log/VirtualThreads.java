/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.log;

import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Virtual threads, where the JVM has them and one that waits never holds a processor's thread: from
 * Java 24 on (JEP 491). Before, it does while it waits in a synchronized method, and as many of
 * those as there are processors stop all others. Reflection, because this is compiled for Java 17.
 */
final class VirtualThreads {

  private static final int FIRST_WITHOUT_PINNING = 24;

  private VirtualThreads() {}

  /** A daemon thread, not started yet; empty where there are none. */
  static Optional<Thread> unstarted(String name, Runnable work) {
    if (Runtime.version().feature() < FIRST_WITHOUT_PINNING) {
      return Optional.empty();
    }
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      Method unstarted =
          Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class);
      Thread thread = (Thread) unstarted.invoke(builder, work);
      thread.setName(name);
      return Optional.of(thread);
    } catch (ReflectiveOperationException otherJvm) {
      return Optional.empty();
    }
  }
}
