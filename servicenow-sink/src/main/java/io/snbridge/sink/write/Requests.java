/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.record.Write;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The requests of one write: all with one correlation id, none once it is cancelled, and those that
 * are harmless to repeat (PATCH, DELETE) repeated while their outcome is unknown.
 */
final class Requests {

  private static final int NOT_FOUND = 404;

  private final Rows rows;
  private final Patience patience;
  private final Write write;
  private final String correlationId;
  private final Cancellation cancellation;
  private final long began;

  Requests(
      Rows rows, Patience patience, Write write, String correlationId, Cancellation cancellation) {
    this.rows = rows;
    this.patience = patience;
    this.write = write;
    this.correlationId = correlationId;
    this.cancellation = cancellation;
    this.began = patience.nanoTime().getAsLong();
  }

  Write write() {
    return write;
  }

  CompletableFuture<Reply<Optional<Row>>> read() {
    return cancellation.begin(() -> rows.get(write.table(), write.sysId(), correlationId));
  }

  /** One POST; its outcome may be unknown. */
  CompletableFuture<Reply<Row>> insertOnce(Map<String, String> values) {
    return cancellation.begin(() -> rows.insert(write.table(), values, correlationId));
  }

  CompletableFuture<Reply<Row>> update(Map<String, String> values) {
    return untilKnown(() -> rows.update(write.table(), write.sysId(), values, correlationId), 1);
  }

  CompletableFuture<Reply<Void>> delete(String sysId) {
    return untilKnown(() -> rows.delete(write.table(), sysId, correlationId), 1);
  }

  private <T> CompletableFuture<Reply<T>> untilKnown(
      Supplier<CompletableFuture<Reply<T>>> request, int attempt) {
    return cancellation
        .begin(request)
        .thenCompose(
            reply ->
                reply instanceof Reply.Unknown && maySendAgain()
                    ? pause(attempt).thenCompose(waited -> untilKnown(request, attempt + 1))
                    : CompletableFuture.completedFuture(reply));
  }

  /** Monotonic time. */
  long now() {
    return patience.nanoTime().getAsLong();
  }

  /**
   * Whether the instance may be at work still on a request that something between us and it
   * answered, or nobody; load balancers cut requests that go on in the background.
   */
  boolean mayStillRun(Reply.NotOk<?> lost, long sinceNanos) {
    int status = lost.failure().status();
    boolean answeredByInstance = status != 0 && (status < 502 || status > 504);
    return !answeredByInstance && now() - sinceNanos < patience.mayStillRun().toNanos();
  }

  boolean maySendAgain() {
    return patience.lasts(began);
  }

  CompletableFuture<Void> pause(int attempt) {
    return cancellation.begin(() -> patience.pause(attempt));
  }

  static boolean isNotFound(Reply<?> reply) {
    return reply instanceof Reply.Refused<?> refused && refused.failure().status() == NOT_FOUND;
  }

  /** The outcome of a write whose last reply this is. */
  WriteOutcome ended(Reply<?> reply) {
    if (reply instanceof Reply.NotOk<?> notOk) {
      return notOk instanceof Reply.Refused
          ? new WriteOutcome.Refused(error("was refused", notOk))
          : new WriteOutcome.Failed(error(why(notOk), notOk));
    }
    return new WriteOutcome.Done();
  }

  private static String why(Reply.NotOk<?> reply) {
    return reply instanceof Reply.Unauthorized
        ? "failed, because the credentials were not accepted"
        : "failed, and servicenow.retry.timeout.ms is over";
  }

  /** Says what was wanted, what happened, and what ServiceNow said. */
  ConnectException error(String happened, Reply.NotOk<?> reply) {
    return new ConnectException(
        "The %s %s: %s".formatted(write.describe(), happened, reply.failure().describe()),
        new ServiceNowException(reply));
  }
}
