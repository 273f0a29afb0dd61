/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.record.Write;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes by the Table API, each row by its sys_id. */
public final class RowWriter implements Writer {

  private static final Logger LOG = LoggerFactory.getLogger(RowWriter.class);

  private final Rows rows;
  private final Patience patience;
  private final Optional<NewestWins> newestWins;
  private final WrittenRows written = new WrittenRows();

  /**
   * A writer to one instance.
   *
   * @param newestWins empty when every record is written, whatever happened to its row
   */
  public RowWriter(Rows rows, Patience patience, Optional<NewestWins> newestWins) {
    this.rows = rows;
    this.patience = patience;
    this.newestWins = newestWins;
  }

  @Override
  public CompletableFuture<WriteOutcome> write(
      Write write,
      Optional<Claim> claim,
      String correlationId,
      Cancellation cancellation,
      KeyedExecutor.Turn turn) {
    Requests requests =
        new Requests(
            rows,
            patience,
            write,
            correlationId,
            cancellation,
            turn,
            new ServerErrors(patience.maxServerErrors(), written.of(write.table())));
    CompletableFuture<WriteOutcome> written =
        newestWins.isPresent() && claim.isPresent() && !(write instanceof Write.Insert)
            ? unlessOutdated(write, claim.get(), newestWins.get(), requests)
            : outcome(write, requests);
    return written.whenComplete((outcome, error) -> requests.holdLane(outcome == null));
  }

  /** ServiceNow has no conditional update: what changes between the look and the write is lost. */
  private static CompletableFuture<WriteOutcome> unlessOutdated(
      Write write, Claim claim, NewestWins policy, Requests requests) {
    return requests
        .read()
        .thenCompose(
            reply -> {
              if (!(reply instanceof Reply.Ok<Optional<Row>> read)) {
                return CompletableFuture.completedFuture(requests.ended(reply));
              }
              Optional<Row> row = read.body();
              if (row.isPresent() && !policy.canJudge(row.get())) {
                return CompletableFuture.completedFuture(requests.unjudged());
              }
              if (row.isPresent() && policy.isOutdated(claim, row.get())) {
                LOG.debug("Not written, the row has changed since: {}", write.describe());
                return CompletableFuture.completedFuture(new WriteOutcome.Done());
              }
              return outcome(write, requests);
            });
  }

  private static CompletableFuture<WriteOutcome> outcome(Write write, Requests requests) {
    if (write instanceof Write.Upsert upsert) {
      return new CreateFlow(requests, upsert.values(), true).changeOrCreate();
    }
    if (write instanceof Write.Insert insert) {
      return new CreateFlow(requests, insert.values(), false).createUnlessThere();
    }
    if (write instanceof Write.Update update) {
      return requests
          .update(update.values())
          .thenCompose(reply -> Settlement.ofUpdate(requests, update.values(), reply));
    }
    if (write instanceof Write.UpdateIfThere update) {
      return requests
          .update(update.values())
          .thenCompose(
              reply ->
                  unlessNotThere(
                      reply, () -> Settlement.ofUpdate(requests, update.values(), reply)));
    }
    return requests
        .delete(write.sysId())
        .thenCompose(reply -> unlessNotThere(reply, () -> Settlement.ofDelete(requests, reply)));
  }

  private static CompletableFuture<WriteOutcome> unlessNotThere(
      Reply<?> reply, Supplier<CompletableFuture<WriteOutcome>> outcome) {
    return Requests.isNotFound(reply)
        ? CompletableFuture.completedFuture(new WriteOutcome.Done())
        : outcome.get();
  }
}
