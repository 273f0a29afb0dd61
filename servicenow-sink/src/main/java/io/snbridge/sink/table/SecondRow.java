/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.IdInDoubtException;
import io.snbridge.sink.write.RefusalBreaker;
import io.snbridge.sink.write.WriteOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What comes of a create that made a row with another sys_id than it asked for. That row is deleted
 * again; the other one decides:
 *
 * <table>
 * <caption>The row that was asked for</caption>
 * <tr><th>is</th><th>then</th></tr>
 * <tr><td>there, and shown</td><td>this was a replay: as {@link CreateFlow} does with a row that is
 *   there</td></tr>
 * <tr><td>counted, and hidden</td><td>refused</td></tr>
 * <tr><td>not there</td><td>this instance keeps no ids: the task fails</td></tr>
 * <tr><td>unknown, but the table has kept another id of late, or keeps that of a row that is made to
 *   find out</td><td>there, and hidden: refused</td></tr>
 * <tr><td>unknown else</td><td>refused in doubt, so that {@link RefusalBreaker} counts it</td></tr>
 * </table>
 */
final class SecondRow {

  private static final IdTrial.Result NO_TRIAL =
      new IdTrial.Result(IdTrial.Verdict.UNTOLD, Optional.empty());

  private final RowRequests requests;
  private final KeptIds keptIds;
  private final Map<String, String> values;
  private final StrayRow made;

  /**
   * @param values of the row that was asked for
   * @param id of the one that was made; empty when nothing tells it
   */
  SecondRow(RowRequests requests, KeptIds keptIds, Map<String, String> values, String id) {
    this.requests = requests;
    this.keptIds = keptIds;
    this.values = values;
    this.made = new StrayRow(requests, id);
  }

  /**
   * The outcome of the create.
   *
   * @param isThere what comes of it when the row that was asked for is there
   */
  CompletableFuture<WriteOutcome> outcome(Supplier<CompletableFuture<WriteOutcome>> isThere) {
    return requests
        .read()
        .thenCompose(
            reply -> {
              if (reply instanceof Reply.NotOk<Optional<Row>> notOk
                  && !(notOk instanceof Reply.Refused)
                  && !requests.isGivenUp()) {
                return completed(left(requests.ended(reply)));
              }
              boolean replay =
                  reply instanceof Reply.Ok<Optional<Row>> read && read.body().isPresent();
              return made.delete()
                  .thenCompose(
                      removed ->
                          !replay
                              ? notHonouredUnlessHidden()
                              : removed instanceof WriteOutcome.Done
                                  ? isThere.get()
                                  : completed(removed));
            })
        .whenComplete(
            (outcome, error) -> {
              if (error != null) {
                made.cutShort();
              }
            });
  }

  /** The time is over, or the credentials are not accepted any more. */
  private WriteOutcome left(WriteOutcome ended) {
    return ended instanceof WriteOutcome.Failed failed && made.hasId() && !made.isGone()
        ? new WriteOutcome.Failed(
            new ConnectException(
                "%s. ServiceNow has made row %s instead, which is left there: delete it"
                    .formatted(failed.reason().getMessage(), made.id()),
                failed.reason().getCause()))
        : ended;
  }

  /** An instance that has the row, and hides it, answers a second one of its id so, too. */
  private CompletableFuture<WriteOutcome> notHonouredUnlessHidden() {
    return requests
        .presence(requests.write().sysId())
        .thenCompose(
            reply -> {
              if (!(reply instanceof Reply.Ok<Presence> told)) {
                return completed(left(requests.ended(reply)));
              }
              return switch (told.body()) {
                case ABSENT -> completed(notHonoured());
                case SEEN, HIDDEN ->
                    completed(hidden("ServiceNow counts a row with the first", NO_TRIAL));
                case UNTOLD -> untold();
              };
            });
  }

  /** A row that is hidden must not stop the others, nor wait until one of them tells. */
  private CompletableFuture<WriteOutcome> untold() {
    if (requests.isGivenUp()) {
      return completed(
          refused(
              "ServiceNow failed whenever it was asked for a row with the first"
                  + " (write.max.server.errors)",
              NO_TRIAL));
    }
    if (!made.isGone()) {
      return completed(inDoubt(NO_TRIAL));
    }
    return keptIds.areKept(requests.write().table())
        ? completed(hidden("The table has just kept the sys_id of another new row", NO_TRIAL))
        : new IdTrial(requests, values).result().thenApply(this::tried);
  }

  private WriteOutcome tried(IdTrial.Result trial) {
    if (trial.verdict() != IdTrial.Verdict.KEPT) {
      return inDoubt(trial);
    }
    keptIds.kept(requests.write().table());
    return hidden("The table kept the sys_id of a third row", trial);
  }

  private WriteOutcome hidden(String sign, IdTrial.Result trial) {
    return refused(
        "%s, so there is a row with the first, and an ACL hides it. Let the user read rows of '%s'"
            .formatted(sign, requests.write().table()),
        trial);
  }

  private WriteOutcome refused(String why, IdTrial.Result trial) {
    return new WriteOutcome.Refused(new ConnectException(notMade(why, trial)), mayBeWritten(trial));
  }

  private WriteOutcome inDoubt(IdTrial.Result trial) {
    String table = requests.write().table();
    String either =
        trial.verdict() == IdTrial.Verdict.REPLACED
            ? "Table '%s' does not keep the sys_id of a new row: a third one did not get its own"
            : "Either ServiceNow has a row with the first, which an ACL hides, or table '%s' does"
                + " not keep the sys_id of a new row";
    String why =
        (either
                + ". The user may neither read nor count its rows, which would tell. Let the user"
                + " read the table (an ACL of operation read); if IDs are not kept, let the"
                + " instance choose them (id.mode=server)")
            .formatted(table);
    return new WriteOutcome.Refused(
        new IdInDoubtException(notMade(why, trial)), mayBeWritten(trial));
  }

  private boolean mayBeWritten(IdTrial.Result trial) {
    return !made.isGone() || trial.left().isPresent();
  }

  private String notMade(String why, IdTrial.Result trial) {
    return "The %s was not made: asked for sys_id %s, got %s. %s%s [correlation id %s]"
        .formatted(
            requests.write().describe(),
            requests.write().sysId(),
            got(),
            why,
            trial
                .left()
                .map(". Row %s, which was to tell, may be left there: delete it"::formatted)
                .orElse(""),
            requests.correlationId());
  }

  private String got() {
    return made.hasId()
        ? "a row with sys_id %s (%s)"
            .formatted(made.id(), made.isGone() ? "deleted again" : "left there")
        : "no sys_id in the answer (a row may be left there)";
  }

  private WriteOutcome notHonoured() {
    return new WriteOutcome.Failed(
        new ConnectException(
            ("Table '%s' does not keep the sys_id of a new row: asked for %s, got %s, and no row"
                    + " with the first can be read. Without it a replay would create rows twice."
                    + " Let the user read '%s' and its sys_id, remove the business rule or"
                    + " configuration that replaces IDs, write only to existing rows"
                    + " (write.method=update), or let the instance choose IDs (id.mode=server)")
                .formatted(
                    requests.write().table(),
                    requests.write().sysId(),
                    got(),
                    requests.write().table())));
  }

  private static CompletableFuture<WriteOutcome> completed(WriteOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
