/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A connector that is stopped for a while, and gets back the state that it had. When the process is
 * told to end meanwhile, the thread that stopped it is interrupted, and the process ends when that
 * thread has given back the state: whoever asks for a state is one thread, so that none comes after
 * the last.
 */
final class BriefStop {

  static final String STOPPED = "STOPPED";

  /** Tasks have this long to end, and workers to agree. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(90);

  private static final Duration EVERY = Duration.ofMillis(200);

  /** A worker that starts anew, or has no leader, has this long. */
  private static final Duration LONGEST_END = Duration.ofSeconds(30);

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final ConnectorOffsets connector;
  private final String back;
  private final Output output;
  private final ShutdownHooks hooks;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;
  private Optional<String> left = Optional.empty();

  /**
   * @param state that it has
   */
  BriefStop(ConnectorOffsets connector, String state, Output output, ShutdownHooks hooks) {
    this.connector = connector;
    this.back =
        switch (state) {
          case STOPPED -> "";
          case "PAUSED" -> "pause";
          default -> "resume";
        };
    this.output = output;
    this.hooks = hooks;
    Thread stopping = Thread.currentThread();
    this.hook = new Thread(() -> endEarly(stopping), "give-back");
  }

  /** Returns when it is stopped, with all its tasks. */
  void begin() throws InterruptedException {
    if (!back.isEmpty()) {
      hooks.add(hook);
      connector.become("stop");
    }
    long end = System.nanoTime() + LONGEST_STOP.toNanos();
    try (Progress progress = Progress.of("stopping", -1)) {
      while (!connector.isStopped()) {
        if (System.nanoTime() - end > 0) {
          throw CommandException.decide(
              "Connector '%s' did not stop within %d seconds"
                  .formatted(connector.name(), LONGEST_STOP.toSeconds()));
        }
        progress.step(1);
        TimeUnit.NANOSECONDS.sleep(EVERY.toNanos());
      }
    }
  }

  /**
   * Gives back the state; once. An interrupted thread does so, too.
   *
   * @return what to do, if it is left stopped
   */
  Optional<String> end() {
    if (back.isEmpty() || ended.getCount() == 0) {
      return left;
    }
    left = giveBack();
    left.ifPresent(output::note);
    ended.countDown();
    hooks.remove(hook);
    return left;
  }

  /** What it is afterwards, with a verb. */
  String after() {
    return switch (back) {
      case "" -> "is stopped, as it was";
      case "pause" -> "was stopped for it, and is paused, as it was";
      default -> "was stopped for it, and runs again";
    };
  }

  private Optional<String> giveBack() {
    boolean isInterrupted = Thread.interrupted();
    long end = System.nanoTime() + LONGEST_END.toNanos();
    String failure = "";
    try {
      while (true) {
        try {
          connector.become(back);
          return Optional.empty();
        } catch (CommandException failed) {
          if (!failed.isOpen() || System.nanoTime() - end > 0) {
            return Optional.of(
                "Connector '%s' is stopped, and could not be given back its state: PUT %s/connectors/%s/%s. %s"
                    .formatted(
                        connector.name(),
                        connector.url(),
                        connector.name(),
                        back,
                        failed.getMessage()));
          }
          if (failure.isEmpty()) {
            failure = failed.getMessage();
            output.note(
                "Connector '%s' does not have its state back yet, it is asked for again: %s"
                    .formatted(connector.name(), failure));
          }
          isInterrupted |= isInterruptedWhileWaiting();
        } catch (InterruptedException interrupted) {
          isInterrupted = true;
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean isInterruptedWhileWaiting() {
    try {
      TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
      return false;
    } catch (InterruptedException interrupted) {
      return true;
    }
  }

  private void endEarly(Thread stopping) {
    stopping.interrupt();
    try {
      ended.await();
    } catch (InterruptedException never) {
      Thread.currentThread().interrupt();
    }
  }
}
