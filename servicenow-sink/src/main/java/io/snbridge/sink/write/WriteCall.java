/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.sink.record.Write;
import io.snbridge.sink.value.Given;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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

  /**
   * What has no slot is not stopped by anything else, and a wrong password must not be tried by
   * hundreds.
   *
   * @throws CancellationException when the task has failed or is stopped
   */
  public void checkNotHalted() {
    if (turn.isHalted()) {
      throw new CancellationException("The task has failed or is stopped");
    }
  }

  /**
   * A read that may have no answer ever: without the slot, and few at a time.
   *
   * @return fails with a CancellationException when it is not wanted any more
   */
  public <T> CompletableFuture<T> apart(FewAtATime few, Supplier<CompletableFuture<T>> read) {
    return cancellation.begin(
        () ->
            turn.parked(
                () ->
                    few.run(
                        write.table(),
                        () ->
                            cancellation.begin(
                                () -> {
                                  checkNotHalted();
                                  return read.get();
                                }))));
  }

  /** The same for another write. */
  public WriteCall with(Write other) {
    return new WriteCall(other, record, correlationId, cancellation, turn, given);
  }
}
