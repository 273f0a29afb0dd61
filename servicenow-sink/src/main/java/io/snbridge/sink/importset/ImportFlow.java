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
import org.apache.kafka.connect.errors.ConnectException;

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
  private static final String LOADED = "was loaded, but cannot";

  private final Imports imports;
  private final Optional<StagedRows> staged;
  private final boolean coalesces;
  private final boolean later;
  private final WriteAttempts attempts;
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
                return completed(noSuchColumn());
              }
              return best(read.body().rows())
                  .map(found -> found.isPending() ? pending() : completed(outcome(found)))
                  .orElseGet(() -> send(1));
            });
  }

  /** A row of an earlier delivery that is not transformed yet; it may never be. */
  private CompletableFuture<WriteOutcome> pending() {
    if (later) {
      return transformed(1);
    }
    Reply.NotOk<?> earlier = says(0, "an earlier delivery of the record", "");
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
      WriteOutcome outcome = outcome(ok.body());
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
      return completed(mayBeImported(lost));
    }
    if (notOk instanceof Reply.Refused
        && notOk.failure().status() == FORBIDDEN
        && !notOk.failure().isOfNoRecord()
        && staged.isEmpty()
        && !coalesces) {
      return completed(
          unsure(
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
                return noSuchColumn(what, refused);
              }
              return reply instanceof Reply.Ok<Page> read
                      && (read.body().rows().isEmpty() || isForeign(read.body().rows()))
                  ? noSuchColumn(what, notTheRecords())
                  : outcome;
            });
  }

  /** Waits for a row that is in the staging table. */
  private CompletableFuture<WriteOutcome> transformed(int attempt) {
    return look()
        .thenCompose(
            reply -> {
              if (!(reply instanceof Reply.Ok<Page> read)) {
                return completed(loaded((Reply.NotOk<Page>) reply));
              }
              List<Row> rows = read.body().rows();
              if (rows.isEmpty() || isForeign(rows)) {
                return completed(noSuchColumn(LOADED, notTheRecords()));
              }
              // All: one that was sent twice must not be transformed behind the next record.
              Optional<Staged> waits =
                  rows.stream().map(Staged::new).filter(Staged::isPending).findFirst();
              if (waits.isEmpty()) {
                return completed(outcome(best(rows).orElseThrow()));
              }
              return attempts.maySendAgain()
                  ? attempts.rest(attempt).thenCompose(rested -> transformed(attempt + 1))
                  : completed(
                      goesOn(
                          attempts.error(
                              "was loaded, but not transformed before"
                                  + " servicenow.retry.timeout.ms was over",
                              says(201, "pending", waits.get().describe()))));
            });
  }

  private WriteOutcome loaded(Reply.NotOk<Page> reply) {
    if (reply instanceof Reply.Refused) {
      return noSuchColumn(LOADED, reply);
    }
    return attempts.isGivenUp()
        ? goesOn(
            attempts
                .givenUp("it was loaded, and whether it is transformed could not be read", reply)
                .reason())
        : attempts.ended(reply);
  }

  /** The row's next record waits: this one must not be transformed behind it. */
  private WriteOutcome goesOn(ConnectException reason) {
    attempts.goesOn();
    return new WriteOutcome.Refused(reason, true);
  }

  private CompletableFuture<WriteOutcome> hidden(int attempt) {
    Reply.NotOk<?> empty =
        says(
            201,
            "the answer is empty: the user may not read what the row became (KB3047115)",
            "Let the user read the transform maps' target tables, or name a staging column in"
                + " import.set.record.id.field");
    return staged.isPresent()
        ? settle(empty, attempts.now(), true, attempt)
        : completed(mayBeImported(empty));
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
                    ? completed(noSuchColumn())
                    : settle(posted, sentNanos, again, attempt, best(read.body().rows()));
              }
              return completed(
                  reply instanceof Reply.Refused<Page> refused
                      ? unreadable(posted, refused)
                      : attempts.ended(reply));
            });
  }

  private CompletableFuture<WriteOutcome> settle(
      Reply.NotOk<?> posted, long sentNanos, boolean again, int attempt, Optional<Staged> found) {
    if (found.isPresent() && !found.get().isPending()) {
      return completed(outcome(found.get()));
    }
    if (found.isPresent() && later) {
      return transformed(1);
    }
    boolean runs = attempts.mayStillRun(posted, sentNanos);
    if (found.isPresent() && !runs) {
      return completed(
          unsure(
              "may have been done in part; its staging row is still pending",
              says(201, "not transformed", found.get().describe())));
    }
    if (found.isEmpty() && !again) {
      return completed(attempts.ended(posted));
    }
    if (found.isEmpty() && !staged.orElseThrow().areReadable(row.table())) {
      return completed(
          unsure("may have been done; no staging row can be seen, and none could before", posted));
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

  private WriteOutcome outcome(Staged found) {
    TransformResult transformed = found.transformed();
    return transformed.isDone() ? done(transformed) : notTransformed(transformed, found.describe());
  }

  private WriteOutcome outcome(ImportResult result) {
    String set = "import set " + result.importSet();
    if (result.transforms().isEmpty()) {
      return refused("was not transformed", says(201, "no transform map ran", set));
    }
    return result
        .failed()
        .map(failed -> notTransformed(failed, set))
        .orElseGet(() -> done(result.transforms().get(0)));
  }

  private static WriteOutcome done(TransformResult transformed) {
    return new WriteOutcome.Done(Optional.of(transformed.sysId()).filter(id -> !id.isEmpty()));
  }

  private WriteOutcome notTransformed(TransformResult failed, String where) {
    String target = failed.table().isEmpty() ? "" : " to " + failed.table();
    return refused(
        "was not transformed",
        says(
            201,
            failed.message().isEmpty() ? "no reason given" : failed.message(),
            "%s by transform map '%s'%s, %s"
                .formatted(failed.status(), failed.map(), target, where)));
  }

  private WriteOutcome unreadable(Reply.NotOk<?> posted, Reply.Refused<Page> read) {
    // Everything is refused, and this was not done.
    if (posted instanceof Reply.Refused && posted.failure().isOfNoRecord()) {
      return attempts.ended(posted);
    }
    return unsure(
        "may have been done, and reading its staging row was refused (status %d, %s)"
            .formatted(read.failure().status(), read.failure().message()),
        posted);
  }

  private WriteOutcome mayBeImported(Reply.NotOk<?> lost) {
    if (attempts.isGivenUp()) {
      return new WriteOutcome.Refused(
          attempts.givenUp("it may have been imported", lost).reason(), true);
    }
    return unsure(
        "may have been done, and is not sent again, because a second one may create a second"
            + " row. Set import.set.record.id.field or import.set.coalesce",
        lost);
  }

  private WriteOutcome noSuchColumn() {
    return noSuchColumn("cannot", notTheRecords());
  }

  /**
   * @param what what is known of the import, before "be looked up"
   */
  private WriteOutcome noSuchColumn(String what, Reply.NotOk<?> reply) {
    return new WriteOutcome.Failed(
        attempts.error(
            ("%s be looked up: table '%s' has no column '%s' (import.set.record.id.field),"
                    + " or the user may not read its rows and that column. Nothing can be"
                    + " imported safely without it. An instance also drops the column from"
                    + " insertMultiple if sys_rest_insert_multiple has no entry for the table"
                    + " with column mapping by column name")
                .formatted(what, row.table(), staged.orElseThrow().field()),
            reply));
  }

  private Reply.NotOk<?> notTheRecords() {
    return says(200, "the rows that came back are not the record's", "");
  }

  private WriteOutcome unsure(String happened, Reply.NotOk<?> reply) {
    return new WriteOutcome.Refused(attempts.error(happened, reply), true);
  }

  private WriteOutcome refused(String happened, Reply.NotOk<?> reply) {
    return new WriteOutcome.Refused(attempts.error(happened, reply));
  }

  private Reply.NotOk<?> says(int status, String message, String detail) {
    return attempts.says(ImportSetApi.path(row.table()), status, message, detail);
  }

  private static CompletableFuture<WriteOutcome> completed(WriteOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
