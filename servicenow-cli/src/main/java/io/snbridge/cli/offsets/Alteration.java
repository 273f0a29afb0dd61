/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.cli.console.Output;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A change of stored offsets, from the stop of the connector until it has its state back. Whatever
 * fails, and when the process is interrupted, the connector gets back the state that it had; if it
 * cannot, that is said.
 */
final class Alteration {

  /** So Connect answers with status 500 when a change takes too long, and goes on with it. */
  private static final String TIMED_OUT = "timed out";

  private final ConnectorOffsets connector;
  private final Output output;
  private final ShutdownHooks hooks;
  private boolean isSent;

  /** Finds out what is to be changed, by what is stored at that moment. */
  interface Planning {

    /**
     * A plan.
     *
     * @param isStopped whether nothing more will be stored; else the plan is a look ahead
     */
    Plan plan(boolean isStopped) throws InterruptedException;
  }

  Alteration(ConnectorOffsets connector, Output output) {
    this(connector, output, ShutdownHooks.OF_JVM);
  }

  Alteration(ConnectorOffsets connector, Output output, ShutdownHooks hooks) {
    this.connector = connector;
    this.output = output;
    this.hooks = hooks;
  }

  /**
   * Does what is planned, or only tells it. While it stops, a connector stores what it has sent
   * since: what is planned before is a look ahead, what is done is planned anew.
   *
   * @return what the process ends with
   * @throws CommandException when it fails: says whether something has changed
   */
  int run(Planning planning, boolean isDryRun) throws InterruptedException {
    String state = connector.state();
    Plan ahead = planning.plan(state.equals(BriefStop.STOPPED));
    if (isDryRun || (ahead.isEmpty() && !ahead.awaitsMore())) {
      output.answer(
          ahead.json(connector.name(), false, state),
          ahead.text()
              + (ahead.isEmpty()
                  ? "Nothing was changed."
                  : "Nothing was changed (--dry-run): %d offsets would be."
                      .formatted(ahead.changes().size())));
      return ExitCode.WELL;
    }
    BriefStop stop = new BriefStop(connector, state, output, hooks);
    Plan plan;
    Optional<String> leftStopped;
    try {
      plan = change(planning, stop);
    } catch (CommandException failed) {
      throw stop.end().map(left -> failed.saying(failed.getMessage() + ". " + left)).orElse(failed);
    } catch (InterruptedException interrupted) {
      output.note(
          isSent
              ? "Interrupted. Connect may change the offsets still: look with 'offsets show'"
              : "Interrupted. No offset was changed");
      throw interrupted;
    } finally {
      leftStopped = stop.end();
    }
    output.answer(
        plan.json(
            connector.name(), !plan.isEmpty(), leftStopped.isEmpty() ? state : BriefStop.STOPPED),
        plan.text()
            + (plan.isEmpty()
                ? "Nothing was changed."
                : "Done: %d offsets.".formatted(plan.changes().size()))
            + " Connector '%s' %s."
                .formatted(
                    connector.name(), leftStopped.isEmpty() ? stop.after() : "is still stopped"));
    return leftStopped.isEmpty() ? ExitCode.WELL : ExitCode.DECIDE;
  }

  private Plan change(Planning planning, BriefStop stop) throws InterruptedException {
    Plan plan;
    List<StoredOffset> before;
    try {
      stop.begin();
      plan = planning.plan(true);
      before = connector.stored();
    } catch (CommandException failed) {
      throw failed.saying("No offset was changed. " + failed.getMessage());
    }
    if (!plan.isEmpty()) {
      isSent = true;
      try {
        connector.patch(plan.changes());
      } catch (CommandException failed) {
        requireDone(plan, before, failed);
      }
    }
    return plan;
  }

  /** An answer that is none, or an error, does not say what has become of the change. */
  private void requireDone(Plan plan, List<StoredOffset> before, CommandException failed)
      throws InterruptedException {
    List<StoredOffset> after;
    try {
      after = connector.stored();
    } catch (CommandException unseen) {
      throw failed.saying(
          "It is not known whether the offsets were changed, look with 'offsets show'. "
              + failed.getMessage());
    }
    if (plan.isIn(after)) {
      output.note("The offsets are changed, although: " + failed.getMessage());
    } else if (failed.isOpen()
        && (failed.exitCode() == ExitCode.UNREACHABLE
            || failed.getMessage().toLowerCase(Locale.ROOT).contains(TIMED_OUT))) {
      throw failed.saying(
          "Connect may change the offsets still, look with"
              + " 'offsets show'. "
              + failed.getMessage());
    } else {
      throw failed.saying(
          (after.equals(before)
                  ? "No offset was changed. "
                  : "Some offsets were changed, look with 'offsets show'. ")
              + failed.getMessage());
    }
  }
}
