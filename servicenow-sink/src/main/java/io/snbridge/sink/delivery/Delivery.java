/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import io.snbridge.sink.RefusedRecordException;
import io.snbridge.sink.offset.Ticket;
import io.snbridge.sink.record.Asked;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.report.EndedWrite;
import io.snbridge.sink.write.Cancellation;
import io.snbridge.sink.write.KeyedExecutor;
import io.snbridge.sink.write.RowKey;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record on its way to its row. Thread-safe.
 *
 * <p>It may take records behind it with it, and is then written as one with them. They are of the
 * same partition, so they are revoked together.
 */
final class Delivery implements KeyedExecutor.Job {

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final SinkRecord record;
  private final Ticket ticket;
  private final Asked asked;
  private final Write write;
  private final RowKey row;
  private final String correlationId;
  private final Writer writer;
  private final BiConsumer<Delivery, WriteOutcome> listener;
  private final Cancellation cancellation;
  private final Optional<UpdateCoalescer> coalescer;

  /** Those that it takes with it; filled before it begins, under the executor's lock. */
  private final List<Delivery> followers = new ArrayList<>(0);

  /**
   * @param coalescer empty when it takes no other with it
   * @param listener told the outcome, on a thread of the client, before the row's next write begins
   */
  Delivery(
      SinkRecord record,
      Ticket ticket,
      Asked asked,
      String correlationId,
      Writer writer,
      Optional<UpdateCoalescer> coalescer,
      BiConsumer<Delivery, WriteOutcome> listener) {
    this.record = record;
    this.ticket = ticket;
    this.asked = asked;
    this.write = asked.write();
    this.row = RowKey.of(write);
    this.correlationId = correlationId;
    this.writer = writer;
    this.coalescer = coalescer;
    this.listener = listener;
    this.cancellation = new Cancellation(ticket::isRevoked);
  }

  SinkRecord record() {
    return record;
  }

  Ticket ticket() {
    return ticket;
  }

  /** What its write must not overtake, and what must not overtake it. */
  RowKey row() {
    return row;
  }

  @Override
  public CompletableFuture<?> begin(KeyedExecutor.Turn turn) {
    if (followers.isEmpty()) {
      return carryOut(() -> asked, turn).thenAccept(outcome -> listener.accept(this, outcome));
    }
    List<Delivery> all = Stream.concat(Stream.of(this), followers.stream()).toList();
    followers.forEach(
        follower ->
            LOG.debug("Written as one with [correlation id {}]: {}", correlationId, follower));
    SharedTurn turns = new SharedTurn(turn);
    return carryOut(() -> merged(all), turns)
        .thenCompose(outcome -> concluded(all, outcome, turns));
  }

  private static Asked merged(List<Delivery> all) {
    return Asked.merged(all.stream().map(delivery -> delivery.asked).toList());
  }

  private CompletableFuture<?> concluded(
      List<Delivery> all, WriteOutcome outcome, SharedTurn turns) {
    if (outcome instanceof WriteOutcome.Refused refused && !refused.mayBeWritten()) {
      LOG.debug("Refused as one, so they are written one by one: {}", all);
      return new Successively<>(all.iterator(), next -> alone(next, turns)).run();
    }
    if (outcome instanceof WriteOutcome.Done) {
      coalescer.orElseThrow().saved(followers.size());
    }
    all.forEach(delivery -> delivery.listener.accept(delivery, outcome));
    return CompletableFuture.completedFuture(null);
  }

  /** What one of them is refused for does not refuse the others. */
  private static CompletableFuture<?> alone(Delivery next, SharedTurn turns) {
    return turns
        .free()
        .thenCompose(
            free ->
                turns.isHalted()
                    ? CompletableFuture.completedFuture(null)
                    : next.carryOut(() -> next.asked, turns)
                        .thenAccept(outcome -> next.listener.accept(next, outcome)));
  }

  private CompletableFuture<WriteOutcome> carryOut(Supplier<Asked> what, KeyedExecutor.Turn turn) {
    // Composed, so that an exception before the first request is an outcome, too.
    return CompletableFuture.completedFuture(what)
        .thenCompose(now -> writer.write(call(now.get(), turn)))
        .handle((outcome, error) -> error == null ? outcome : unforeseen(error));
  }

  private WriteCall call(Asked now, KeyedExecutor.Turn turn) {
    return new WriteCall(now.write(), record, correlationId, cancellation, turn, now.given());
  }

  @Override
  public boolean merge(KeyedExecutor.Job next) {
    return next instanceof Delivery later
        && coalescer.isPresent()
        && !ticket.isRevoked()
        && isOfOnePartition(later)
        && coalescer.get().fits(write, later.write)
        // What one's numbers and texts mean, the other's need not.
        && asked.given().from() == later.asked.given().from()
        && followers.add(later);
  }

  private boolean isOfOnePartition(Delivery other) {
    return record.originalKafkaPartition().equals(other.record.originalKafkaPartition())
        && record.originalTopic().equals(other.record.originalTopic());
  }

  /** What can be told of it once its write has ended. */
  EndedWrite ended() {
    return new EndedWrite(record, write, correlationId);
  }

  @Override
  public boolean isDropped() {
    return ticket.isRevoked();
  }

  /** Ends it now, whatever it waits for, and those that it has taken with it. */
  void cancel() {
    cancellation.cancel();
    followers.forEach(Delivery::cancel);
  }

  private WriteOutcome unforeseen(Throwable error) {
    Unforeseen unforeseen = new Unforeseen(error);
    if (unforeseen.isOfTheRecord()) {
      boolean mayBeWritten = cancellation.hasChanged();
      return new WriteOutcome.Refused(
          unforeseen.reason(
              "The %s %s"
                  .formatted(
                      write.describe(),
                      mayBeWritten ? "was sent, and may have been made" : "was not made")),
          mayBeWritten);
    }
    return new WriteOutcome.Failed(
        new ConnectException(
            "The %s ended without an outcome: %s [correlation id %s]"
                .formatted(write.describe(), unforeseen.cause(), correlationId),
            unforeseen.cause()));
  }

  /** For logs: the record, the write, and the id that all its requests carry. */
  @Override
  public String toString() {
    return "%s: %s [correlation id %s]"
        .formatted(RefusedRecordException.coordinates(record), write.describe(), correlationId);
  }
}
