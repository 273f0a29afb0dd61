/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Tells a record whose row ServiceNow cannot read from a table that is not answered for at all:
 * counts the failures of what one record asks before it is written, but only those before which
 * another one was answered since the last that counted. One record's questions follow one another,
 * so it needs no guard.
 */
public final class FailedReads {

  private final Patience patience;
  private final WriteCall call;
  private final AtomicLong answered;
  private final long began;
  private long answeredBefore;
  private int all;
  private int count;

  /**
   * @param answered questions of the same kind for rows of the table that were answered
   */
  public FailedReads(Patience patience, WriteCall call, AtomicLong answered) {
    this.patience = patience;
    this.call = call;
    this.answered = answered;
    this.began = patience.nanoTime().getAsLong();
    this.answeredBefore = answered.get();
  }

  /**
   * To be told of each failure.
   *
   * @param error made of the reason why it is not asked again
   * @return what the record ends with; empty when it is asked again, after a {@link #rest}
   */
  public Optional<WriteOutcome> failed(Function<String, ConnectException> error) {
    long now = answered.get();
    count += now > answeredBefore ? 1 : 0;
    answeredBefore = now;
    all++;
    if (patience.maxServerErrors() > 0 && count >= patience.maxServerErrors()) {
      return Optional.of(new WriteOutcome.Refused(error.apply(areTooMany())));
    }
    return patience.lasts(began)
        ? Optional.empty()
        : Optional.of(new WriteOutcome.Failed(error.apply("servicenow.retry.timeout.ms is over")));
  }

  private String areTooMany() {
    return "ServiceNow failed %d times at reading this record's row, and answered for those of others meanwhile (write.max.server.errors)"
        .formatted(count);
  }

  /** A wait; others have the slot meanwhile. */
  public CompletableFuture<Void> rest() {
    return call.cancellation()
        .begin(() -> call.turn().parked(() -> patience.after(patience.wait(all))));
  }
}
