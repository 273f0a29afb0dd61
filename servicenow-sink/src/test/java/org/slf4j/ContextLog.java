/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.slf4j;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.spi.MDCAdapter;

/**
 * Puts Connect's context before each line that slf4j-simple logs, as a worker's layout does, with
 * an MDC that new threads do not inherit, as Log4j 2's. For a JVM of its own.
 */
public final class ContextLog {

  private static final String KEY = "connector.context";

  private ContextLog() {}

  /** Everything that is logged from now on. */
  public static void install() {
    MDC.mdcAdapter = new OfThread();
    System.setErr(new WithContext(System.err));
  }

  /**
   * Runs as Connect does, on a thread that has the context and a name; what it throws ends the JVM.
   */
  public static Thread run(String name, String context, Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              MDC.put(KEY, context);
              work.run();
            },
            name);
    thread.setUncaughtExceptionHandler(
        (failed, error) -> {
          error.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    thread.start();
    return thread;
  }

  /** It is written on the thread that logs. */
  private static final class WithContext extends PrintStream {
    WithContext(PrintStream to) {
      super(to, true, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
      super.println(String.valueOf(MDC.get(KEY)) + line);
    }
  }

  private static final class OfThread implements MDCAdapter {
    private final ThreadLocal<Map<String, String>> values = ThreadLocal.withInitial(HashMap::new);

    @Override
    public void put(String key, String value) {
      values.get().put(key, value);
    }

    @Override
    public String get(String key) {
      return values.get().get(key);
    }

    @Override
    public void remove(String key) {
      values.get().remove(key);
    }

    @Override
    public void clear() {
      values.remove();
    }

    @Override
    public Map<String, String> getCopyOfContextMap() {
      return Map.copyOf(values.get());
    }

    @Override
    public void setContextMap(Map<String, String> contextMap) {
      values.set(new HashMap<>(contextMap));
    }
  }
}
