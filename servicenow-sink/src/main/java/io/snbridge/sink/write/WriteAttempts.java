/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.record.Write;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts of one write, by whatever API: all with one correlation id, none once it is
 * cancelled, and a wait before each that follows one of unknown outcome.
 *
 * <p>It waits without its slot, and at its end holds its lane while a change whose answer was lost
 * may still run: the row's next write would be overwritten by it. Its steps run one after the
 * other, so its state needs no guard.
 */
public class WriteAttempts {

  private static final Logger LOG = LoggerFactory.getLogger(WriteAttempts.class);

  /** No answer, one of something in between, or a 202: put into a queue, and perhaps run later. */
  private static final Set<Integer> NOT_ANSWERED_BY_THE_INSTANCE =
      Set.of(0, 202, 408, 499, 502, 503, 504);

  private final RetryPolicy retryPolicy;
  private final WriteCall call;
  private final ServerErrorBudget serverErrors;
  private final long began;
  private boolean isUnreadable;
  private Optional<Long> changeLostAt = Optional.empty();

  /** The last change whose outcome is unknown; what became of it may be found out. */
  private Optional<Lost> lastLost = Optional.empty();

  private record Lost(Reply.Unknown<?> reply, long sentNanos) {}

  public WriteAttempts(RetryPolicy retryPolicy, WriteCall call, ServerErrorBudget serverErrors) {
    this.retryPolicy = retryPolicy;
    this.call = call;
    this.serverErrors = serverErrors;
    this.began = now();
  }

  public final WriteCall call() {
    return call;
  }

  public final Write write() {
    return call.write();
  }

  public final String correlationId() {
    return call.correlationId();
  }

  /** Sends a change that is harmless to repeat until its outcome is known, or it is given up. */
  public final <T> CompletableFuture<Reply<T>> untilKnown(
      Supplier<CompletableFuture<Reply<T>>> request) {
    return untilKnown(request, () -> CompletableFuture.completedFuture(Optional.empty()));
  }

  /**
   * The same, but the row is looked at before the change is sent again: its answer may be lost each
   * time.
   *
   * @param look gives what the change would have replied, when it has been made
   */
  public final <T> CompletableFuture<Reply<T>> untilKnown(
      Supplier<CompletableFuture<Reply<T>>> request,
      Supplier<CompletableFuture<Optional<Reply<T>>>> look) {
    return untilKnown(request, look, 1);
  }

  private <T> CompletableFuture<Reply<T>> untilKnown(
      Supplier<CompletableFuture<Reply<T>>> request,
      Supplier<CompletableFuture<Optional<Reply<T>>>> look,
      int attempt) {
    return change(request)
        .thenCompose(
            reply -> {
              if (!(reply instanceof Reply.Unknown<T> lost)) {
                return CompletableFuture.completedFuture(reply);
              }
              lost(lost);
              return look.get()
                  .thenCompose(
                      made -> {
                        if (made.isPresent() || !maySendAgain() || isGivenUp()) {
                          return CompletableFuture.completedFuture(made.orElse(reply));
                        }
                        return pause(lost, attempt)
                            .thenCompose(waited -> untilKnown(request, look, attempt + 1));
                      });
            });
  }

  /** To be told of a change whose outcome is unknown. */
  public final void lost(Reply.Unknown<?> lost) {
    if (mayStillRun(lost, sentAt(lost))) {
      changeLostAt = Optional.of(sentAt(lost));
    }
  }

  /** To be told that what was sent goes on in the instance, though it was answered. */
  public final void goesOn() {
    lastLost = Optional.empty();
    changeLostAt = Optional.of(now());
  }

  /** One request that reads. */
  public final <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> request) {
    return call.cancellation().begin(request);
  }

  /** One request that changes something; its outcome may be unknown. */
  public final <T> CompletableFuture<Reply<T>> change(
      Supplier<CompletableFuture<Reply<T>>> request) {
    return call.cancellation()
        .beginChange(request)
        .thenApply(
            reply -> {
              serverErrors.note(reply);
              if (reply instanceof Reply.Unknown<T> lost) {
                lastLost = Optional.of(new Lost(lost, sentAt(lost)));
              }
              return reply;
            });
  }

  /** Whether a change was sent whose answer was lost; it may have been made. */
  public final boolean hasLost() {
    return lastLost.isPresent();
  }

  /** A question about the write's row. */
  public interface Question<T> {
    /**
     * Asks it once.
     *
     * @param apart not with others, and few at a time: it may have no answer ever
     */
    public CompletableFuture<Reply<T>> ask(boolean apart);
  }

  /**
   * Asks a question about the write's row again while it is not answered, until it is given up or
   * time is over: then the reply is the last failure.
   *
   * @param others tells whether such questions about other rows are answered now
   */
  public final <T> CompletableFuture<Reply<T>> untilAnswered(
      Question<T> probe, Supplier<CompletableFuture<Boolean>> others) {
    return untilAnswered(probe, others, 1);
  }

  private <T> CompletableFuture<Reply<T>> untilAnswered(
      Question<T> probe, Supplier<CompletableFuture<Boolean>> others, int attempt) {
    return probe
        .ask(isUnreadable)
        .thenCompose(
            reply ->
                mayAskAgain(reply, others)
                    .thenCompose(
                        again ->
                            again
                                ? rest(attempt)
                                    .thenCompose(
                                        rested -> untilAnswered(probe, others, attempt + 1))
                                : CompletableFuture.completedFuture(reply)));
  }

  /** Takes the reply to a question into account. */
  public final CompletableFuture<Boolean> mayAskAgain(
      Reply<?> reply, Supplier<CompletableFuture<Boolean>> others) {
    if (!Unanswered.is(reply)) {
      return CompletableFuture.completedFuture(false);
    }
    return isOfTheRow(others)
        .thenApply(
            ofTheRow -> {
              if (ofTheRow) {
                serverErrors.failedToRead();
              }
              return !isGivenUp() && maySendAgain();
            });
  }

  /** To be asked after a question was not answered: whether others are, and it is the row's. */
  public final CompletableFuture<Boolean> isOfTheRow(Supplier<CompletableFuture<Boolean>> others) {
    return ask(() -> call.turn().parked(others))
        .thenApply(
            answered -> {
              isUnreadable |= answered;
              return answered;
            });
  }

  /** Whether a question about the row had no answer while others had one. */
  public final boolean isUnreadable() {
    return isUnreadable;
  }

  /** Monotonic time. */
  public final long now() {
    return retryPolicy.nanoTime().getAsLong();
  }

  /** When a request was sent whose answer was lost just now. */
  public final long sentAt(Reply.Unknown<?> lost) {
    return now() - lost.age().toNanos();
  }

  /**
   * Whether the instance may be at work still on a request that something between us and it
   * answered, or nobody; load balancers cut requests that go on in the background.
   */
  public final boolean mayStillRun(Reply.NotOk<?> lost, long sentNanos) {
    return !isAnswered(lost) && now() - sentNanos < retryPolicy.mayStillRun().toNanos();
  }

  /** Whether the instance itself answered, and so does not work on it any more. */
  static boolean isAnswered(Reply.NotOk<?> reply) {
    return !NOT_ANSWERED_BY_THE_INSTANCE.contains(reply.failure().status());
  }

  /** Whether ServiceNow fails at this write, and not at others. */
  public final boolean isGivenUp() {
    return serverErrors.areTooMany();
  }

  /** What ServiceNow said within an answer that looks like success. */
  public final Reply.NotOk<?> says(String path, int status, String message, String detail) {
    return new Reply.Refused<>(
        new Failure(Request.Method.POST, path, status, message, detail, call.correlationId()));
  }

  /** The outcome of a write that is given up. */
  public final WriteOutcome.Refused givenUp(String state, Reply.NotOk<?> last) {
    return new WriteOutcome.Refused(error(serverErrors.describe() + "; " + state, last));
  }

  public final boolean maySendAgain() {
    return retryPolicy.lasts(began);
  }

  /** Waits before a write of unknown outcome goes on; says so now and then. */
  public final CompletableFuture<Void> pause(Reply.NotOk<?> lost, int attempt) {
    retryPolicy
        .warnings()
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "The outcome of the {} is unknown after attempt {}: {}. The sink continues"
                        + " until it is known.{}",
                    write().describe(),
                    attempt,
                    lost.failure().describe(),
                    more));
    return rest(attempt);
  }

  /**
   * Waits before the next look or request: without a slot, and then for one again. Without, those
   * of a table that does not answer would take all connections from the others in the end.
   */
  public final CompletableFuture<Void> rest(int attempt) {
    Duration wait = retryPolicy.wait(attempt);
    LOG.debug(
        "The outcome of the {} is unknown after attempt {}; attempt {} follows in {} ms"
            + " [correlation id {}]",
        write().describe(),
        attempt,
        attempt + 1,
        wait.toMillis(),
        call.correlationId());
    return call.cancellation()
        .begin(() -> call.turn().parked(() -> retryPolicy.after(wait)))
        .thenRun(call::checkNotHalted);
  }

  /**
   * To be called at the end of the write: its row's next one waits until nothing of this one can
   * run any more.
   *
   * @param outcome null when it was cut before there was one
   */
  public final void holdLane(WriteOutcome outcome) {
    sinceWhenItMayRun(outcome)
        .map(sent -> retryPolicy.mayStillRun().minusNanos(now() - sent))
        .filter(left -> !left.isNegative() && !left.isZero())
        .ifPresent(left -> call.turn().holdLane(retryPolicy.after(left)));
  }

  private Optional<Long> sinceWhenItMayRun(WriteOutcome outcome) {
    if (outcome == null && call.cancellation().hasChanged()) {
      return Optional.of(now());
    }
    return outcome instanceof WriteOutcome.Refused refused && refused.mayBeWritten()
        ? lastLost
            .filter(lost -> mayStillRun(lost.reply(), lost.sentNanos()))
            .map(Lost::sentNanos)
            .or(() -> changeLostAt)
        : changeLostAt;
  }

  /** The outcome of a write whose last reply this is, be it to a question. */
  public WriteOutcome ended(Reply<?> reply) {
    if (!isGivenUp() || !Unanswered.is(reply)) {
      return ended(write(), reply);
    }
    boolean mayBeWritten = call.cancellation().hasChanged();
    String state =
        (mayBeWritten ? "it may have happened, and " : "") + "what is there could not be read";
    return new WriteOutcome.Refused(givenUp(state, (Reply.NotOk<?>) reply).reason(), mayBeWritten);
  }

  public static WriteOutcome ended(Write write, Reply<?> reply) {
    if (reply instanceof Reply.NotOk<?> notOk) {
      return notOk instanceof Reply.Refused
          ? new WriteOutcome.Refused(error(write, "was refused", notOk))
          : new WriteOutcome.Failed(error(write, why(notOk), notOk));
    }
    return new WriteOutcome.Done();
  }

  private static String why(Reply.NotOk<?> reply) {
    return reply instanceof Reply.Unauthorized
        ? "failed, because the credentials were not accepted"
        : "failed, and servicenow.retry.timeout.ms is over";
  }

  /** Says what was wanted, what happened, and what ServiceNow said. */
  public final ConnectException error(String happened, Reply.NotOk<?> reply) {
    return error(write(), happened, reply);
  }

  private static ConnectException error(Write write, String happened, Reply.NotOk<?> reply) {
    return new ConnectException(
        "The %s %s: %s".formatted(write.describe(), happened, reply.failure().describe()),
        new ServiceNowException(reply));
  }
}
