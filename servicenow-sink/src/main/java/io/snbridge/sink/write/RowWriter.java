/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.transport.Reply;
import io.snbridge.sink.record.Write;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Carries single writes out. Thread-safe; blocks nobody. */
public final class RowWriter {

  private final Rows rows;
  private final Patience patience;
  private final WrittenRows written = new WrittenRows();

  /** A writer to one instance. */
  public RowWriter(Rows rows, Patience patience) {
    this.rows = rows;
    this.patience = patience;
  }

  /**
   * Writes until the outcome is known.
   *
   * @param correlationId of all requests of this write
   * @param cancellation ends it early; then, and when the client is closed, the future fails with a
   *     CancellationException
   * @param turn its slot and lane; the lane is held while a request that was lost may still run
   */
  public CompletableFuture<WriteOutcome> write(
      Write write, String correlationId, Cancellation cancellation, KeyedExecutor.Turn turn) {
    Requests requests =
        new Requests(
            rows,
            patience,
            write,
            correlationId,
            cancellation,
            turn,
            new ServerErrors(patience.maxServerErrors(), written.of(write.table())));
    return outcome(write, requests)
        .whenComplete((outcome, error) -> requests.holdLane(outcome == null));
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
