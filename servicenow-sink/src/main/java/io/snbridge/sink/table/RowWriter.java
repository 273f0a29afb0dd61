/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.transport.Reply;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.ServerErrorBudget;
import io.snbridge.sink.write.TableWriteCounts;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Writes by the Table API, each row by its sys_id. */
public final class RowWriter implements Writer {

  private final Rows rows;
  private final CurrentRows current;
  private final RetryPolicy retryPolicy;
  private final JournalEntries journal;
  private final WriteVerifier verification;
  private final TableWriteCounts written = new TableWriteCounts();
  private final InsertRate newRows = new InsertRate();
  private final KeptIds keptIds;

  /**
   * A writer to one instance.
   *
   * @param current tells which rows are there, for many writes at once
   * @param journal tells which columns must not be written twice, and whether they were written
   */
  public RowWriter(
      Rows rows,
      CurrentRows current,
      RetryPolicy retryPolicy,
      JournalEntries journal,
      WriteVerifier verification) {
    this.rows = rows;
    this.current = current;
    this.retryPolicy = retryPolicy;
    this.journal = journal;
    this.verification = verification;
    this.keptIds = new KeptIds(retryPolicy.nanoTime());
  }

  @Override
  public CompletableFuture<WriteOutcome> write(WriteCall call) {
    Write write = call.write();
    RowRequests requests =
        new RowRequests(
            rows,
            current,
            retryPolicy,
            call,
            new ServerErrorBudget(retryPolicy.maxServerErrors(), written.of(write.table())),
            journal.guard(call),
            verification);
    return outcome(write, requests)
        .thenApply(outcome -> verification.verified(call, outcome, requests.echo()))
        .whenComplete((outcome, error) -> requests.holdLane(outcome));
  }

  private CompletableFuture<WriteOutcome> outcome(Write write, RowRequests requests) {
    if (write instanceof Write.Append append) {
      return AppendFlow.once(requests, append.values());
    }
    if (write instanceof Write.Upsert upsert) {
      return new CreateFlow(requests, keptIds, upsert.values(), true).changeOrCreate(newRows);
    }
    if (write instanceof Write.Insert insert) {
      return new CreateFlow(requests, keptIds, insert.values(), false).createUnlessThere();
    }
    if (write instanceof Write.Update update) {
      return requests
          .update(update.values())
          .thenCompose(reply -> Settlement.ofUpdate(requests, update.values(), reply));
    }
    if (write instanceof Write.UpdateIfThere update) {
      return unlessMissing(
          requests,
          () -> requests.update(update.values()),
          reply -> Settlement.ofUpdate(requests, update.values(), reply));
    }
    if (write instanceof Write.Delete) {
      return unlessMissing(
          requests,
          () -> requests.delete(write.sysId()),
          reply -> Settlement.ofDelete(requests, reply));
    }
    throw new IllegalArgumentException("No way to make the " + write.describe());
  }

  private static <T> CompletableFuture<WriteOutcome> unlessMissing(
      RowRequests requests,
      Supplier<CompletableFuture<Reply<T>>> change,
      Missing.Outcome<T> otherwise) {
    return change.get().thenCompose(reply -> Missing.isDone(requests, reply, change, otherwise));
  }
}
