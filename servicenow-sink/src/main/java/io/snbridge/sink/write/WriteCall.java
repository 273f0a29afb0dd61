/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.sink.record.Write;
import io.snbridge.sink.value.Given;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A write to be carried out.
 *
 * @param record the one that asks for the write
 * @param correlationId of all requests of this write
 * @param cancellation ends it early
 * @param turn its slot and lane; the lane is held while a request that was lost may still run
 * @param given what the record has for the columns, for who knows their types
 */
public record WriteCall(
    Write write,
    SinkRecord record,
    String correlationId,
    Cancellation cancellation,
    KeyedExecutor.Turn turn,
    Given given) {

  /** A write of texts. */
  public WriteCall(
      Write write,
      SinkRecord record,
      String correlationId,
      Cancellation cancellation,
      KeyedExecutor.Turn turn) {
    this(write, record, correlationId, cancellation, turn, Given.NOTHING);
  }

  /** The same for another write. */
  public WriteCall with(Write other) {
    return new WriteCall(other, record, correlationId, cancellation, turn, given);
  }
}
