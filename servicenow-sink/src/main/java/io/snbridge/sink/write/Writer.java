/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.sink.record.Write;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Carries single writes out, by one of ServiceNow's APIs. Thread-safe; blocks nobody. */
public interface Writer {

  /**
   * Writes until the outcome is known.
   *
   * @param claim what the record says of its change; empty when it has no time: it is written
   * @param correlationId of all requests of this write
   * @param cancellation ends it early; then, and when the client is closed, the future fails with a
   *     CancellationException
   * @param turn its slot and lane; the lane is held while a request that was lost may still run
   */
  CompletableFuture<WriteOutcome> write(
      Write write,
      Optional<Claim> claim,
      String correlationId,
      Cancellation cancellation,
      KeyedExecutor.Turn turn);
}
