/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.sink.record.Write;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.connect.sink.SinkRecord;

/** Carries single writes out, by one of ServiceNow's APIs. Thread-safe; blocks nobody. */
public interface Writer {

  /**
   * Writes until the outcome is known.
   *
   * @param record the one that asks for the write
   * @param correlationId of all requests of this write
   * @param cancellation ends it early; then, and when the client is closed, the future fails with a
   *     CancellationException
   * @param turn its slot and lane; the lane is held while a request that was lost may still run
   */
  CompletableFuture<WriteOutcome> write(
      Write write,
      SinkRecord record,
      String correlationId,
      Cancellation cancellation,
      KeyedExecutor.Turn turn);
}
