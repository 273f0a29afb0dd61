/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.console;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * How far long work is, on standard error; nothing where there is no terminal. The bar moves on a
 * thread of its own until {@link #close}.
 */
public final class Progress implements AutoCloseable {

  private static final int EVERY_MS = 250;

  private final Optional<ProgressBar> bar;

  private Progress(Optional<ProgressBar> bar) {
    this.bar = bar;
  }

  /**
   * Begins.
   *
   * @param what is done, a few words
   * @param steps that there are, or a negative number when nobody knows
   */
  public static Progress of(String what, long steps) {
    return new Progress(
        isTerminal()
            ? Optional.of(
                new ProgressBarBuilder()
                    .setTaskName(what)
                    .setInitialMax(steps)
                    .setUpdateIntervalMillis(EVERY_MS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .clearDisplayOnFinish()
                    .build())
            : Optional.empty());
  }

  /** So many steps more are done. */
  public void step(long steps) {
    bar.ifPresent(shown -> shown.stepBy(steps));
  }

  /** What is done just now. */
  public void doing(String what) {
    bar.ifPresent(shown -> shown.setExtraMessage(what));
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
  }

  /** From Java 22 on there is a console where there is no terminal, which then says so. */
  @SuppressWarnings("SystemConsoleNull") // known: asked below
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException older) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException unknown) {
      return false;
    }
  }
}
