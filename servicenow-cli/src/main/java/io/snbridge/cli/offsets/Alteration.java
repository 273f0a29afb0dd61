/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.Progress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Changes offsets: stops the connector, changes them, and gives the connector back the state that
 * it had, whatever happens, also when the user interrupts it. Connect changes all of them or none.
 */
final class Alteration {

  /** Tasks have this long to end, and workers to agree. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(90);

  private static final Duration EVERY = Duration.ofMillis(200);

  private final ConnectorOffsets connector;
  private final Output output;

  /** Finds out what is to be changed, by what is stored at that moment. */
  interface Planning {
    Plan plan() throws InterruptedException;
  }

  Alteration(ConnectorOffsets connector, Output output) {
    this.connector = connector;
    this.output = output;
  }

  /**
   * Does what is planned, or only tells it. While it stops, a connector stores what it has sent
   * since: what is planned before is a look ahead, what is done is planned anew.
   *
   * @return what the process ends with
   * @throws CommandException when Connect refuses it: then nothing has changed
   */
  int run(Planning planning, boolean isDryRun) throws InterruptedException {
    Plan ahead = planning.plan();
    if (ahead.isEmpty() || isDryRun) {
      output.answer(
          ahead.json(connector.name(), false),
          ahead.text()
              + (ahead.isEmpty()
                  ? "Nothing was changed."
                  : "Nothing was changed (--dry-run): %d offsets would be."
                      .formatted(ahead.changes().size())));
      return ExitCode.WELL;
    }
    String back = verbFor(connector.state());
    Thread ifInterrupted = new Thread(() -> hasGivenBack(back), "give-back");
    if (!back.isEmpty()) {
      Runtime.getRuntime().addShutdownHook(ifInterrupted);
    }
    boolean isGivenBack;
    Plan plan;
    try {
      stop(back);
      plan = planning.plan();
      connector.patch(plan.changes());
    } catch (CommandException refused) {
      throw refused.exitCode() == ExitCode.UNREACHABLE
          ? refused
          : CommandException.decide("No offset was changed. " + refused.getMessage(), refused);
    } finally {
      isGivenBack = hasGivenBack(back);
      if (!back.isEmpty()) {
        Runtime.getRuntime().removeShutdownHook(ifInterrupted);
      }
    }
    output.answer(
        plan.json(connector.name(), true),
        plan.text()
            + "Done: %d offsets. Connector '%s' %s."
                .formatted(
                    plan.changes().size(),
                    connector.name(),
                    isGivenBack ? after(back) : "is still stopped"));
    return isGivenBack ? ExitCode.WELL : ExitCode.DECIDE;
  }

  private static String after(String back) {
    return switch (back) {
      case "" -> "is stopped, as it was";
      case "pause" -> "was stopped for it, and is paused, as it was";
      default -> "was stopped for it, and runs again";
    };
  }

  /** What gives a state back; empty for one that need not be given back. */
  private static String verbFor(String state) {
    return switch (state) {
      case "STOPPED" -> "";
      case "PAUSED" -> "pause";
      default -> "resume";
    };
  }

  private void stop(String back) throws InterruptedException {
    if (!back.isEmpty()) {
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

  private boolean hasGivenBack(String back) {
    if (back.isEmpty()) {
      return true;
    }
    try {
      connector.become(back);
      return true;
    } catch (CommandException failed) {
      output.note(
          "Connector '%s' is stopped, and could not be given back its state: PUT %s/connectors/%s/%s. %s"
              .formatted(
                  connector.name(), connector.url(), connector.name(), back, failed.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
