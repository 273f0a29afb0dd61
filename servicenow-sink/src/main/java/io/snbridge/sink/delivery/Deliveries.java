/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import io.snbridge.sink.RefusedRecordException;
import io.snbridge.sink.offset.Ledger;
import io.snbridge.sink.offset.Pending;
import io.snbridge.sink.offset.Ticket;
import io.snbridge.sink.report.OutcomeReporter;
import io.snbridge.sink.report.ReviewMessage;
import io.snbridge.sink.report.WriteReport;
import io.snbridge.sink.write.KeyedExecutor;
import io.snbridge.sink.write.RowKey;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All records between Connect and ServiceNow. Owned by the task thread; outcomes come in on threads
 * of the client, through a queue that the task thread empties.
 *
 * <p>After a failure nothing more is begun, and its record is never finished, so no offset after it
 * is committed. It is thrown by the next {@link #deliver}, never by {@link #committable}: Connect
 * would rewind its consumer and go on (WorkerSinkTask, {@code commitOffsets}).
 */
public final class Deliveries implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

  /**
   * @param fatal whether it has halted the executor
   */
  private record Ended(Delivery delivery, WriteOutcome outcome, boolean fatal) {}

  private final Intake intake;
  private final Writer writer;
  private final Optional<UpdateCoalescer> coalescer;
  private final KeyedExecutor<RowKey, Delivery> executor;
  private final OutcomeReporter outcomes;
  private final Ledger ledger = new Ledger();
  private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
  private Optional<ConnectException> failure = Optional.empty();

  /**
   * @param coalescer empty when each record has a write of its own
   */
  public Deliveries(
      Intake intake,
      Writer writer,
      Optional<UpdateCoalescer> coalescer,
      KeyedExecutor<RowKey, Delivery> executor,
      OutcomeReporter outcomes) {
    this.intake = intake;
    this.writer = writer;
    this.coalescer = coalescer;
    this.executor = executor;
    this.outcomes = outcomes;
  }

  /**
   * Takes records over; does no I/O and does not wait.
   *
   * @throws ConnectException when a record failed, one of these or an earlier one: names it
   */
  public void deliver(Collection<SinkRecord> records) {
    collect();
    for (SinkRecord record : records) {
      failure.ifPresent(Deliveries::raise);
      TopicPartition partition =
          new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
      deliver(record, ledger.deliver(partition, record.originalKafkaOffset(), size(record)));
    }
    collect();
    failure.ifPresent(Deliveries::raise);
  }

  /** What a record holds may be of any kind, and one that cannot be measured may be refused yet. */
  private static long size(SinkRecord record) {
    try {
      return RecordSize.of(record);
    } catch (RuntimeException | StackOverflowError unforeseen) {
      LOG.debug("The size of a record cannot be told", unforeseen);
      return 0;
    }
  }

  private static void raise(ConnectException failure) {
    throw failure;
  }

  private void deliver(SinkRecord record, Ticket ticket) {
    String correlationId = UUID.randomUUID().toString();
    Optional<Delivery> delivery;
    try {
      delivery =
          intake
              .ask(record)
              .map(
                  asked ->
                      new Delivery(
                          record, ticket, asked, correlationId, writer, coalescer, this::ended));
    } catch (DataException unfit) {
      conclude(ticket, WriteReport.ofUnfit(record, correlationId, unfit));
      return;
    } catch (RuntimeException | StackOverflowError unforeseen) {
      ConnectException reason =
          new Unforeseen(unforeseen).reason("It cannot be told what the record asks for");
      conclude(ticket, WriteReport.ofUnfit(record, correlationId, reason));
      return;
    }
    if (delivery.isEmpty()) {
      ticket.finish();
      return;
    }
    LOG.debug("To be written: {}", delivery.get());
    executor.submit(delivery.get().row(), delivery.get());
  }

  /** On a thread of the client. */
  private void ended(Delivery delivery, WriteOutcome outcome) {
    boolean ends =
        outcome instanceof WriteOutcome.Failed
            || (outcome instanceof WriteOutcome.Refused && !outcomes.keepsRefused());
    boolean fatal = ends && !delivery.ticket().isRevoked();
    // Before the halt, which ends writes that wait: they must not be taken for its cause.
    ended.add(new Ended(delivery, outcome, fatal));
    if (fatal) {
      // At once: a hundred more requests with a wrong password lock the account.
      executor.halt();
    }
  }

  /** Sees to what has ended since the last time. Remembers a failure, throws none. */
  private void collect() {
    for (Ended next = ended.poll(); next != null; next = ended.poll()) {
      if (next.fatal() || !next.delivery().ticket().isRevoked()) {
        conclude(next.delivery(), next.outcome());
      }
    }
    try {
      outcomes.settle();
    } catch (ConnectException e) {
      fail(e);
    }
  }

  private void conclude(Delivery delivery, WriteOutcome outcome) {
    if (outcome instanceof WriteOutcome.Done done) {
      LOG.debug("Done: {}", delivery);
      conclude(delivery.ticket(), delivery.ended().report(done));
    } else if (outcome instanceof WriteOutcome.Skipped skipped) {
      conclude(delivery.ticket(), delivery.ended().report(skipped));
    } else if (outcome instanceof WriteOutcome.ForReview review) {
      LOG.debug("To be reviewed, {}: {}", review.reason(), delivery);
      conclude(
          delivery.ticket(),
          delivery.ended().report(review),
          Optional.of(delivery.ended().message(review)));
    } else if (outcome instanceof WriteOutcome.Refused refused) {
      if (!refused.mayBeWritten()) {
        intake.refused(delivery.record());
      }
      conclude(delivery.ticket(), delivery.ended().report(refused));
    } else if (outcome instanceof WriteOutcome.Failed failed) {
      fail(
          new ConnectException(
              RefusedRecordException.coordinates(delivery.record())
                  + ": "
                  + failed.reason().getMessage(),
              failed.reason()));
    }
  }

  private void conclude(Ticket ticket, WriteReport report) {
    conclude(ticket, report, Optional.empty());
  }

  private void conclude(Ticket ticket, WriteReport report, Optional<ReviewMessage> letter) {
    if (failure.isPresent() && report.refusal().isPresent()) {
      return;
    }
    try {
      outcomes.conclude(ticket, report, letter);
    } catch (ConnectException e) {
      fail(e);
    }
  }

  private void fail(ConnectException e) {
    executor.halt();
    if (failure.isEmpty()) {
      failure = Optional.of(e);
    }
  }

  /** Records taken over and not concluded, by topic. */
  public Map<String, Pending> pending() {
    return ledger.pending();
  }

  /** What may be committed, of what Connect has read. */
  public Map<TopicPartition, OffsetAndMetadata> committable(
      Map<TopicPartition, OffsetAndMetadata> read) {
    collect();
    return ledger.committable(read);
  }

  /**
   * Lets go of partitions that another task takes over. What is queued is dropped; what is under
   * way is waited for, for a while, and then cancelled, so that the next owner's writes are not
   * overtaken by ours: what has not left by then never does, and what has may still run in
   * ServiceNow. Records that end here are not committed: the next owner gets them again.
   *
   * @param atMost how long to wait for writes under way
   */
  public void revoke(Collection<TopicPartition> partitions, Duration atMost) {
    ledger.revoke(partitions);
    intake.revoke(partitions);
    Set<TopicPartition> gone = new HashSet<>(partitions);
    Map<Delivery, CompletableFuture<Void>> running =
        executor.running(delivery -> gone.contains(partition(delivery.record())));
    awaitEnd(running.values(), atMost);
    running.values().removeIf(CompletableFuture::isDone);
    if (!running.isEmpty()) {
      LOG.warn(
          "{} writes for the revoked partitions {} were not done after {} ms; cancelled. Their"
              + " records are delivered again to the next owner",
          running.size(),
          gone,
          atMost.toMillis());
      running.keySet().forEach(Delivery::cancel);
    }
  }

  private void awaitEnd(Collection<CompletableFuture<Void>> writes, Duration atMost) {
    try {
      CompletableFuture.allOf(writes.toArray(CompletableFuture<?>[]::new))
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException hanging) {
      LOG.debug("Not all writes have ended", hanging);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Futures of ended writes never fail", e);
    } catch (InterruptedException callerIsInAHurry) {
      Thread.currentThread().interrupt();
    }
  }

  private static TopicPartition partition(SinkRecord record) {
    return new TopicPartition(record.originalTopic(), record.originalKafkaPartition());
  }

  /** Begins no write any more, and tells no outcome. */
  @Override
  public void close() {
    executor.halt();
  }
}
