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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one write: all with one correlation id, none once it is cancelled, and those that
 * are harmless to repeat (PATCH, DELETE) repeated while their outcome is unknown.
 */
final class Requests {

  private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

  private static final int NOT_FOUND = 404;

  /** No answer, one of something in between, or a 202: put into a queue, and perhaps run later. */
  private static final Set<Integer> NOT_ANSWERED_BY_THE_INSTANCE =
      Set.of(0, 202, 408, 499, 502, 503, 504);

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
                reply instanceof Reply.Unknown<T> lost && maySendAgain()
                    ? pause(lost, attempt).thenCompose(waited -> untilKnown(request, attempt + 1))
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
    return NOT_ANSWERED_BY_THE_INSTANCE.contains(lost.failure().status())
        && now() - sinceNanos < patience.mayStillRun().toNanos();
  }

  boolean maySendAgain() {
    return patience.lasts(began);
  }

  /** Waits before a write of unknown outcome goes on; says so now and then. */
  CompletableFuture<Void> pause(Reply.NotOk<?> lost, int attempt) {
    if (Integer.bitCount(attempt) == 1) {
      LOG.warn(
          "The outcome of the {} is unknown after attempt {}: {}. It goes on until it is known.",
          write.describe(),
          attempt,
          lost.failure().describe());
    }
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
