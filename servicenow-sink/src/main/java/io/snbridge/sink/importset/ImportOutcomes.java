/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.importset;

import io.snbridge.common.table.Page;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.importset.StagedRows.Staged;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.WriteAttempts;
import io.snbridge.sink.write.WriteOutcome;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What the import of one row ends with, by the answer to it or by its staging row, in words that
 * say what was seen and what to do.
 */
final class ImportOutcomes {

  private static final String LOADED = "was loaded, but cannot";

  private final WriteAttempts attempts;
  private final Write.Import row;
  private final String column;

  /**
   * @param column that staging rows are found by; empty when they are not looked for
   */
  ImportOutcomes(WriteAttempts attempts, Write.Import row, String column) {
    this.attempts = attempts;
    this.row = row;
    this.column = column;
  }

  /** It waits to be transformed, and could not be looked up. */
  WriteOutcome loaded(Reply.NotOk<Page> reply) {
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

  /** It waits to be transformed, and is not shown where it is looked up. */
  WriteOutcome notShown() {
    return noSuchColumn(LOADED, notTheRecords());
  }

  /** The row's next record waits: this one must not be transformed behind it. */
  WriteOutcome goesOn(ConnectException reason) {
    attempts.goesOn();
    return new WriteOutcome.Refused(reason, true);
  }

  /** By its staging row. */
  WriteOutcome outcome(Staged found) {
    TransformResult transformed = found.transformed();
    return transformed.isDone() ? done(transformed) : notTransformed(transformed, found.describe());
  }

  /** By the answer to it. */
  WriteOutcome outcome(ImportResult result) {
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

  /** The staging row may not be read. */
  WriteOutcome unreadable(Reply.NotOk<?> posted, Reply.Refused<Page> read) {
    // Everything is refused, and this was not done.
    if (posted instanceof Reply.Refused && posted.failure().isOfNoRecord()) {
      return attempts.ended(posted);
    }
    return unsure(
        "may have been done, and reading its staging row was refused (status %d, %s)"
            .formatted(read.failure().status(), read.failure().message()),
        posted);
  }

  /** Nothing tells whether it was imported. */
  WriteOutcome mayBeImported(Reply.NotOk<?> lost) {
    if (attempts.isGivenUp()) {
      return new WriteOutcome.Refused(
          attempts.givenUp("it may have been imported", lost).reason(), true);
    }
    return unsure(
        "may have been done, and is not sent again, because a second one may create a second"
            + " row. Set import.set.record.id.field or import.set.coalesce",
        lost);
  }

  /** The rows that came back are not the record's. */
  WriteOutcome noSuchColumn() {
    return noSuchColumn("cannot", notTheRecords());
  }

  /**
   * @param what what is known of the import, before "be looked up"
   */
  WriteOutcome noSuchColumn(String what, Reply.NotOk<?> reply) {
    return new WriteOutcome.Failed(
        attempts.error(
            ("%s be looked up: table '%s' has no column '%s' (import.set.record.id.field),"
                    + " or the user may not read its rows and that column. Nothing can be"
                    + " imported safely without it. An instance also drops the column from"
                    + " insertMultiple if sys_rest_insert_multiple has no entry for the table"
                    + " with column mapping by column name")
                .formatted(what, row.table(), column),
            reply));
  }

  Reply.NotOk<?> notTheRecords() {
    return says(200, "the rows that came back are not the record's", "");
  }

  /** Refused, though it may have been done. */
  WriteOutcome unsure(String happened, Reply.NotOk<?> reply) {
    return new WriteOutcome.Refused(attempts.error(happened, reply), true);
  }

  private WriteOutcome refused(String happened, Reply.NotOk<?> reply) {
    return new WriteOutcome.Refused(attempts.error(happened, reply));
  }

  /** As if the import had been answered so. */
  Reply.NotOk<?> says(int status, String message, String detail) {
    return attempts.says(ImportSetApi.path(row.table()), status, message, detail);
  }
}
