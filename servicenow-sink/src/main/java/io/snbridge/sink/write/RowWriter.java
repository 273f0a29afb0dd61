/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.sink.record.Write;
import java.util.concurrent.CompletableFuture;

/** Carries single writes out. Thread-safe; blocks nobody. */
public final class RowWriter {

  private final Rows rows;
  private final Patience patience;

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
   */
  public CompletableFuture<WriteOutcome> write(
      Write write, String correlationId, Cancellation cancellation) {
    Requests requests = new Requests(rows, patience, write, correlationId, cancellation);
    if (write instanceof Write.Upsert upsert) {
      return new CreateFlow(requests, upsert.values(), true).changeOrCreate();
    }
    if (write instanceof Write.Insert insert) {
      return new CreateFlow(requests, insert.values(), false).createUnlessThere();
    }
    if (write instanceof Write.Update update) {
      return requests.update(update.values()).thenApply(requests::ended);
    }
    return requests
        .delete(write.sysId())
        .thenApply(
            reply -> Requests.isNotFound(reply) ? new WriteOutcome.Done() : requests.ended(reply));
  }
}
