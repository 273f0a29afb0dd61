/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.sink.record.Write;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A write to be carried out.
 *
 * @param record the one that asks for the write
 * @param correlationId of all requests of this write
 * @param cancellation ends it early
 * @param turn its slot and lane; the lane is held while a request that was lost may still run
 */
public record WriteCall(
    Write write,
    SinkRecord record,
    String correlationId,
    Cancellation cancellation,
    KeyedExecutor.Turn turn) {

  /** The same for another write. */
  public WriteCall with(Write other) {
    return new WriteCall(other, record, correlationId, cancellation, turn);
  }
}
