/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.table.CurrentRows;
import io.snbridge.sink.table.FailedReads;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.Unanswered;
import io.snbridge.sink.write.WriteAttempts;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the conflict policy before each write, with the row as it is when the policy wants to see
 * it. ServiceNow has no conditional update: what changes between the look and the write is
 * overwritten.
 */
public final class ConflictWriter implements Writer {

  private static final Logger LOG = LoggerFactory.getLogger(ConflictWriter.class);

  private final ConflictPolicy policy;
  private final boolean reviews;
  private final CurrentRows rows;
  private final ConflictWindow window;
  private final RetryPolicy retryPolicy;
  private final LongAdder skipped = new LongAdder();
  private final LongAdder forReview = new LongAdder();
  private final Writer next;

  /**
   * @param reviews whether there is somewhere to send a record that is to be reviewed
   * @param window told how old what was read is when its write is done
   * @param retryPolicy for reads that ServiceNow fails at
   * @param next writes what the policy lets through
   */
  public ConflictWriter(
      ConflictPolicy policy,
      boolean reviews,
      CurrentRows rows,
      ConflictWindow window,
      RetryPolicy retryPolicy,
      Writer next) {
    this.policy = policy;
    this.reviews = reviews;
    this.rows = rows;
    this.window = window;
    this.retryPolicy = retryPolicy;
    this.next = next;
  }

  @Override
  public CompletableFuture<WriteOutcome> write(WriteCall call) {
    Write write = call.write();
    Change change =
        new Change(
            operation(write),
            write.table(),
            Optional.of(write).filter(Write::isById).map(Write::sysId),
            write.values(),
            call.record());
    Set<String> columns;
    try {
      columns = Set.copyOf(policy.columns(change));
    } catch (RuntimeException e) {
      return completed(failed(call, e));
    }
    if (columns.isEmpty() || operation(write) == Change.Operation.INSERT) {
      return decided(call, change, Optional.empty());
    }
    FailedReads failed = new FailedReads(retryPolicy, call, () -> rows.areAnswered(call, columns));
    return seen(call, change, columns, failed);
  }

  private CompletableFuture<WriteOutcome> seen(
      WriteCall call, Change change, Set<String> columns, FailedReads failed) {
    return rows.get(call, columns, failed.areOfTheRow())
        .thenCompose(
            reply -> {
              if (Unanswered.is(reply)) {
                return failed
                    .failed(why -> unread(call, why, (Reply.NotOk<?>) reply))
                    .thenCompose(
                        ended ->
                            ended
                                .map(ConflictWriter::completed)
                                .orElseGet(
                                    () ->
                                        failed
                                            .rest()
                                            .thenCompose(
                                                rested -> seen(call, change, columns, failed))));
              }
              if (!(reply instanceof Reply.Ok<Optional<Row>> read)) {
                return completed(WriteAttempts.ended(call.write(), reply));
              }
              long seenAt = now();
              return decided(call, change, read.body().map(row -> seen(row, columns)))
                  .whenComplete((outcome, error) -> noteWindow(outcome, seenAt));
            });
  }

  private static ConnectException unread(WriteCall call, String why, Reply.NotOk<?> reply) {
    return new ConnectException(
        "The %s was not made: conflict.policy did not get to see its row: %s; %s"
            .formatted(call.write().describe(), why, reply.failure().describe()),
        new ServiceNowException(reply));
  }

  private long now() {
    return retryPolicy.nanoTime().getAsLong();
  }

  private void noteWindow(WriteOutcome outcome, long seenAt) {
    if (outcome instanceof WriteOutcome.Done) {
      window.note(Duration.ofNanos(now() - seenAt));
    }
  }

  /** Only what the policy asked for, so that it decides alike however the row was read. */
  private static CurrentRow seen(Row row, Set<String> columns) {
    Map<String, String> seen = new LinkedHashMap<>(row.values());
    seen.keySet().retainAll(columns);
    return new CurrentRow(seen);
  }

  private CompletableFuture<WriteOutcome> decided(
      WriteCall call, Change change, Optional<CurrentRow> row) {
    Decision decision;
    Write write;
    try {
      decision = policy.decide(change, row);
      write =
          decision instanceof Decision.WriteColumns others
              ? call.write().with(others.columns())
              : call.write();
    } catch (RuntimeException e) {
      return completed(failed(call, e));
    }
    if (decision instanceof Decision.Write || decision instanceof Decision.WriteColumns) {
      return next.write(call.with(write));
    }
    if (decision instanceof Decision.Skip skip) {
      LOG.debug(
          "Not written: {}: {} [correlation id {}]",
          write.describe(),
          skip.reason(),
          call.correlationId());
      skipped.increment();
      return completed(new WriteOutcome.Skipped(skip.reason()));
    }
    if (decision instanceof Decision.Review review && reviews) {
      forReview.increment();
      return completed(
          new WriteOutcome.ForReview(
              review.reason(), change.sysId(), write.values(), row.map(CurrentRow::columns)));
    }
    return completed(
        decision == null
            ? failed(call, new NullPointerException("decide() gave null"))
            : refused(call, why(decision), Optional.empty()));
  }

  private static String why(Decision decision) {
    return decision instanceof Decision.Review review
        ? review.reason() + "; it is to be reviewed, and there is no conflict.review.topic"
        : ((Decision.Refuse) decision).reason();
  }

  /** Records that the policy did not write. */
  public long skipped() {
    return skipped.sum();
  }

  /** Records that are for a person to decide. */
  public long forReview() {
    return forReview.sum();
  }

  private WriteOutcome failed(WriteCall call, RuntimeException e) {
    // Not the policy's fault: the record has something that it cannot be judged by.
    if (e instanceof DataException) {
      return refused(call, String.valueOf(e.getMessage()), Optional.of(e));
    }
    return refused(
        call,
        "conflict.policy %s failed: %s".formatted(policy.getClass().getName(), e),
        Optional.of(e));
  }

  private static WriteOutcome refused(WriteCall call, String why, Optional<Throwable> cause) {
    return new WriteOutcome.Refused(
        new ConnectException(
            "The %s was not made: %s [correlation id %s]"
                .formatted(call.write().describe(), why, call.correlationId()),
            cause.orElse(null)));
  }

  private static Change.Operation operation(Write write) {
    if (write instanceof Write.Upsert) {
      return Change.Operation.UPSERT;
    }
    if (write instanceof Write.Insert || write instanceof Write.Append) {
      return Change.Operation.INSERT;
    }
    return write instanceof Write.Delete ? Change.Operation.DELETE : Change.Operation.UPDATE;
  }

  private static CompletableFuture<WriteOutcome> completed(WriteOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
