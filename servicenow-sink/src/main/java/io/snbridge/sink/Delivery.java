/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.sink.offset.Ticket;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.Cancellation;
import io.snbridge.sink.write.KeyedExecutor;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/** A record on its way to its row. Thread-safe. */
final class Delivery implements KeyedExecutor.Job {

  private final SinkRecord record;
  private final Ticket ticket;
  private final Write write;
  private final String correlationId;
  private final Writer writer;
  private final BiConsumer<Delivery, WriteOutcome> listener;
  private final Cancellation cancellation;

  /**
   * @param listener told the outcome, on a thread of the client, before the row's next write begins
   */
  Delivery(
      SinkRecord record,
      Ticket ticket,
      Write write,
      String correlationId,
      Writer writer,
      BiConsumer<Delivery, WriteOutcome> listener) {
    this.record = record;
    this.ticket = ticket;
    this.write = write;
    this.correlationId = correlationId;
    this.writer = writer;
    this.listener = listener;
    this.cancellation = new Cancellation(ticket::isRevoked);
  }

  SinkRecord record() {
    return record;
  }

  Ticket ticket() {
    return ticket;
  }

  @Override
  public CompletableFuture<?> begin(KeyedExecutor.Turn turn) {
    // Composed, so that an exception before the first request is an outcome, too.
    return CompletableFuture.completedFuture(write)
        .thenCompose(asked -> writer.write(asked, record, correlationId, cancellation, turn))
        .handle(
            (outcome, error) -> {
              listener.accept(this, error == null ? outcome : unforeseen(error));
              return outcome;
            });
  }

  Report report(WriteOutcome.Done done) {
    return Report.ofWrite(record, write, correlationId, done);
  }

  Report report(WriteOutcome.Skipped skipped) {
    return Report.ofWrite(record, write, correlationId, skipped);
  }

  Report report(WriteOutcome.ForReview review) {
    return Report.ofWrite(record, write, correlationId, review);
  }

  ReviewLetter letter(WriteOutcome.ForReview review) {
    return new ReviewLetter(record, write, correlationId, review);
  }

  Report report(WriteOutcome.Refused refused) {
    return Report.ofWrite(record, write, correlationId, refused);
  }

  @Override
  public boolean isDropped() {
    return ticket.isRevoked();
  }

  /** Ends it now, whatever it waits for. */
  void cancel() {
    cancellation.cancel();
  }

  private WriteOutcome unforeseen(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    return new WriteOutcome.Failed(
        new ConnectException(
            "The %s ended without an outcome: %s [correlation id %s]"
                .formatted(write.describe(), cause, correlationId),
            cause));
  }

  /** For logs: the record, the write, and the id that all its requests carry. */
  @Override
  public String toString() {
    return "%s: %s [correlation id %s]"
        .formatted(RefusedRecordException.coordinates(record), write.describe(), correlationId);
  }
}
