/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.importset;

import io.snbridge.common.table.Page;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.importset.StagedRows.Staged;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.WriteAttempts;
import io.snbridge.sink.write.WriteOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Imports one row, once, as far as the instance lets it be known.
 *
 * <table>
 * <caption>What comes of a POST</caption>
 * <tr><th>answer</th><th>then</th></tr>
 * <tr><td>every transform map inserted, updated, or had nothing to change</td><td>done</td></tr>
 * <tr><td>one of them did not, or there was none</td><td>refused</td></tr>
 * <tr><td>a 201 that says nothing (KB3047115)</td><td>the staging row tells, if it can be found;
 *   else refused: it may have been imported</td></tr>
 * <tr><td>loaded, to be transformed later</td><td>the staging row tells, when it is no longer
 *   pending</td></tr>
 * <tr><td>unknown</td><td>the staging row tells, if it can be found: by its state, or, when there is
 *   none and the request cannot run any more, the row is sent again. Not to be found, and every map
 *   coalesces: sent again. Else refused: it may have been imported</td></tr>
 * <tr><td>refused</td><td>the staging row tells, if it can be found (a 403 may follow a write that
 *   was done, KB2697679, unless it is of no record); else refused</td></tr>
 * <tr><td>anything else</td><td>failed</td></tr>
 * </table>
 *
 * <p>Where staging rows can be found and maps do not coalesce, it looks before it sends, too: the
 * record may have been delivered before. A user who is shown no staging row would make it send
 * again and again: that a row is found is proved by the first one that was imported, and nothing is
 * sent again before. Its steps run one after the other.
 */
final class ImportFlow {

  private static final int FORBIDDEN = 403;

  private final Imports imports;
  private final Optional<StagedRows> staged;
  private final boolean coalesces;
  private final boolean later;
  private final WriteAttempts attempts;
  private final ImportOutcomes outcomes;
  private final Write.Import row;
  private final Map<String, String> values;

  ImportFlow(
      Imports imports,
      Optional<StagedRows> staged,
      boolean coalesces,
      WriteAttempts attempts,
      Write.Import row) {
    this.imports = imports;
    this.staged = staged;
    this.coalesces = coalesces;
    this.later = imports instanceof InsertMultiple;
    this.attempts = attempts;
    this.row = row;
    this.outcomes = new ImportOutcomes(attempts, row, staged.map(StagedRows::field).orElse(""));
    this.values = new LinkedHashMap<>(row.values());
    staged.ifPresent(rows -> values.put(rows.field(), row.recordId()));
  }

  CompletableFuture<WriteOutcome> run() {
    return looks() ? sendUnlessThere() : send(1);
  }

  private boolean looks() {
    return staged.isPresent() && !coalesces;
  }

  private CompletableFuture<WriteOutcome> sendUnlessThere() {
    return look()
        .thenCompose(
            reply -> {
              if (!(reply instanceof Reply.Ok<Page> read)) {
                return completed(attempts.ended(reply));
              }
              if (isForeign(read.body().rows())) {
                return completed(outcomes.noSuchColumn());
              }
              return best(read.body().rows())
                  .map(found -> found.isPending() ? pending() : completed(outcomes.outcome(found)))
                  .orElseGet(() -> send(1));
            });
  }

  /** A row of an earlier delivery that is not transformed yet; it may never be. */
  private CompletableFuture<WriteOutcome> pending() {
    if (later) {
      return transformed(1);
    }
    Reply.NotOk<?> earlier = outcomes.says(0, "an earlier delivery of the record", "");
    return settle(earlier, attempts.now(), true, 1);
  }

  private CompletableFuture<WriteOutcome> send(int attempt) {
    return (coalesces ? attempts.untilKnown(this::post) : attempts.change(this::post))
        .thenCompose(reply -> sent(reply, attempt));
  }

  private CompletableFuture<Reply<ImportResult>> post() {
    return imports.insert(row.table(), values, attempts.correlationId());
  }

  private CompletableFuture<WriteOutcome> sent(Reply<ImportResult> reply, int attempt) {
    if (reply instanceof Reply.Ok<ImportResult> ok) {
      if (ok.body().isLoaded()) {
        return transformed(1);
      }
      if (!ok.body().told()) {
        return hidden(attempt);
      }
      WriteOutcome outcome = outcomes.outcome(ok.body());
      return looks() && !staged.orElseThrow().areReadable(row.table())
          ? proved(outcome)
          : completed(outcome);
    }
    Reply.NotOk<ImportResult> notOk = (Reply.NotOk<ImportResult>) reply;
    if (notOk instanceof Reply.Unknown<ImportResult> lost) {
      if (staged.isPresent()) {
        return settle(lost, attempts.sentAt(lost), true, attempt);
      }
      attempts.lost(lost);
      return completed(outcomes.mayBeImported(lost));
    }
    if (notOk instanceof Reply.Refused
        && notOk.failure().status() == FORBIDDEN
        && !notOk.failure().isOfNoRecord()
        && staged.isEmpty()
        && !coalesces) {
      return completed(
          outcomes.unsure(
              "was refused (ServiceNow knows of writes answered so and done: KB2697679)", notOk));
    }
    return notOk instanceof Reply.Refused && staged.isPresent()
        ? settle(notOk, attempts.now(), false, attempt)
        : completed(attempts.ended(notOk));
  }

  /**
   * There is a staging row now: it must be found. What became of it is known; when ServiceNow fails
   * at the question, the next one that is imported is to prove it.
   */
  private CompletableFuture<WriteOutcome> proved(WriteOutcome outcome) {
    String what =
        outcome instanceof WriteOutcome.Done ? "was done, but cannot" : "was answered, but cannot";
    return look()
        .thenApply(
            reply -> {
              if (reply instanceof Reply.Refused<Page> refused) {
                return outcomes.noSuchColumn(what, refused);
              }
              return reply instanceof Reply.Ok<Page> read
                      && (read.body().rows().isEmpty() || isForeign(read.body().rows()))
                  ? outcomes.noSuchColumn(what, outcomes.notTheRecords())
                  : outcome;
            });
  }

  /** Waits for a row that is in the staging table. */
  private CompletableFuture<WriteOutcome> transformed(int attempt) {
    return look()
        .thenCompose(
            reply -> {
              if (!(reply instanceof Reply.Ok<Page> read)) {
                return completed(outcomes.loaded((Reply.NotOk<Page>) reply));
              }
              List<Row> rows = read.body().rows();
              if (rows.isEmpty() || isForeign(rows)) {
                return completed(outcomes.notShown());
              }
              // All: one that was sent twice must not be transformed behind the next record.
              Optional<Staged> waits =
                  rows.stream().map(Staged::new).filter(Staged::isPending).findFirst();
              if (waits.isEmpty()) {
                return completed(outcomes.outcome(best(rows).orElseThrow()));
              }
              return attempts.maySendAgain()
                  ? attempts.rest(attempt).thenCompose(rested -> transformed(attempt + 1))
                  : completed(
                      outcomes.goesOn(
                          attempts.error(
                              "was loaded, but not transformed before"
                                  + " servicenow.retry.timeout.ms was over",
                              outcomes.says(201, "pending", waits.get().describe()))));
            });
  }

  private CompletableFuture<WriteOutcome> hidden(int attempt) {
    Reply.NotOk<?> empty =
        outcomes.says(
            201,
            "the answer is empty: the user may not read what the row became (KB3047115)",
            "Let the user read the transform maps' target tables, or name a staging column in"
                + " import.set.record.id.field");
    return staged.isPresent()
        ? settle(empty, attempts.now(), true, attempt)
        : completed(outcomes.mayBeImported(empty));
  }

  /**
   * Finds out by the staging row what became of a POST.
   *
   * @param again whether the row is to be sent again when there is none
   */
  private CompletableFuture<WriteOutcome> settle(
      Reply.NotOk<?> posted, long sentNanos, boolean again, int attempt) {
    return look()
        .thenCompose(
            reply -> {
              if (reply instanceof Reply.Ok<Page> read) {
                return isForeign(read.body().rows())
                    ? completed(outcomes.noSuchColumn())
                    : settle(posted, sentNanos, again, attempt, best(read.body().rows()));
              }
              return completed(
                  reply instanceof Reply.Refused<Page> refused
                      ? outcomes.unreadable(posted, refused)
                      : attempts.ended(reply));
            });
  }

  private CompletableFuture<WriteOutcome> settle(
      Reply.NotOk<?> posted, long sentNanos, boolean again, int attempt, Optional<Staged> found) {
    if (found.isPresent() && !found.get().isPending()) {
      return completed(outcomes.outcome(found.get()));
    }
    if (found.isPresent() && later) {
      return transformed(1);
    }
    boolean runs = attempts.mayStillRun(posted, sentNanos);
    if (found.isPresent() && !runs) {
      return completed(
          outcomes.unsure(
              "may have been done in part; its staging row is still pending",
              outcomes.says(201, "not transformed", found.get().describe())));
    }
    if (found.isEmpty() && !again) {
      return completed(attempts.ended(posted));
    }
    if (found.isEmpty() && !staged.orElseThrow().areReadable(row.table())) {
      return completed(
          outcomes.unsure(
              "may have been done; no staging row can be seen, and none could before", posted));
    }
    if (found.isEmpty() && !runs && attempts.isGivenUp()) {
      return completed(attempts.givenUp("there is no staging row", posted));
    }
    if (!attempts.maySendAgain()) {
      return completed(attempts.ended(posted));
    }
    return attempts
        .pause(posted, attempt)
        .thenCompose(
            waited -> runs ? settle(posted, sentNanos, again, attempt + 1) : send(attempt + 1));
  }

  private CompletableFuture<Reply<Page>> look() {
    StagedRows rows = staged.orElseThrow();
    return attempts.untilAnswered(
        apart -> rows.find(attempts.call(), row, apart),
        () -> rows.areAnswered(attempts.call(), row.table()));
  }

  private boolean isForeign(List<Row> rows) {
    boolean foreign = !staged.orElseThrow().areOf(row.recordId(), rows);
    if (!foreign && !rows.isEmpty()) {
      staged.orElseThrow().found(row.table());
    }
    return foreign;
  }

  /** One that is done, else one that may be, else any. */
  private static Optional<Staged> best(List<Row> rows) {
    List<Staged> found = rows.stream().map(Staged::new).toList();
    return found.stream()
        .filter(each -> !each.isPending() && each.transformed().isDone())
        .findFirst()
        .or(() -> found.stream().filter(Staged::isPending).findFirst())
        .or(() -> found.stream().findFirst());
  }

  private static CompletableFuture<WriteOutcome> completed(WriteOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
