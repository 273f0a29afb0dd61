/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Tells a record whose row ServiceNow cannot read from a table that is not answered for at all:
 * counts what was not answered of what one record asks before it is written, but only while others
 * are answered. One record's questions follow one another, so it needs no guard.
 */
public final class FailedReads {

  private final RetryPolicy retryPolicy;
  private final WriteCall call;
  private final Supplier<CompletableFuture<Boolean>> others;
  private final long began;
  private boolean isOfTheRow;
  private int all;
  private int count;

  /**
   * @param others tells whether such questions about other rows are answered now
   */
  public FailedReads(
      RetryPolicy retryPolicy, WriteCall call, Supplier<CompletableFuture<Boolean>> others) {
    this.retryPolicy = retryPolicy;
    this.call = call;
    this.others = others;
    this.began = retryPolicy.nanoTime().getAsLong();
  }

  /**
   * To be told of each question that was not answered.
   *
   * @param error made of the reason why it is not asked again
   * @return what the record ends with; empty when it is asked again, after a {@link #rest}
   */
  public CompletableFuture<Optional<WriteOutcome>> failed(
      Function<String, ConnectException> error) {
    return call.cancellation()
        .begin(() -> call.turn().parked(others))
        .thenApply(
            answered -> {
              all++;
              isOfTheRow |= answered;
              count += answered ? 1 : 0;
              return ended(error);
            });
  }

  private Optional<WriteOutcome> ended(Function<String, ConnectException> error) {
    if (retryPolicy.maxServerErrors() > 0 && count >= retryPolicy.maxServerErrors()) {
      return Optional.of(new WriteOutcome.Refused(error.apply(areTooMany())));
    }
    return retryPolicy.lasts(began)
        ? Optional.empty()
        : Optional.of(new WriteOutcome.Failed(error.apply("servicenow.retry.timeout.ms is over")));
  }

  /** Whether others were answered while this was not: it must not be asked with them any more. */
  public boolean areOfTheRow() {
    return isOfTheRow;
  }

  private String areTooMany() {
    return "ServiceNow failed %d times at reading this record's row, and answered for those of others meanwhile (write.max.server.errors)"
        .formatted(count);
  }

  /**
   * A wait; others have the slot meanwhile.
   *
   * @return fails with a CancellationException when the task has failed or is stopped by its end
   */
  public CompletableFuture<Void> rest() {
    return call.cancellation()
        .begin(() -> call.turn().parked(() -> retryPolicy.after(retryPolicy.wait(all))))
        .thenRun(call::checkNotHalted);
  }
}
