/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Makes attempts at one call until one is final, or until time is up.
 *
 * <p>Failsafe schedules; how long to wait is decided here, because its own jitter does not reach
 * down to zero and its own time limit reads the JVM's clock. Attempts follow one another, so that
 * the fields are handed from one to the next.
 */
final class Retries<T> {

  private final Channel channel;
  private final Backoff backoff;
  private final RetryWarnings warnings;
  private final RetryWindow window;
  private final Call<T> call;
  private final Purpose purpose;
  private final ReplyFeedback feedback;
  private volatile Optional<Duration> nextWait = Optional.empty();

  Retries(
      Channel channel,
      Backoff backoff,
      RetryWarnings warnings,
      Optional<Duration> timeout,
      Call<T> call,
      Purpose purpose) {
    this.channel = channel;
    this.backoff = backoff;
    this.warnings = warnings;
    this.window = new RetryWindow(timeout);
    this.call = call;
    this.purpose = purpose;
    this.feedback = new ReplyFeedback(channel, channel.signIns().map(SignIns::ofOneCall));
  }

  CompletableFuture<Reply<T>> run() {
    RetryPolicy<Reply<T>> policy =
        RetryPolicy.<Reply<T>>builder()
            .handleIf((reply, bug) -> bug == null && nextWait.isPresent())
            .withDelayFn(context -> nextWait.orElse(Duration.ZERO))
            .withMaxRetries(-1)
            .build();
    return Failsafe.with(policy).with(channel.timing().scheduler()).getStageAsync(this::attempt);
  }

  private CompletableFuture<Reply<T>> attempt(ExecutionContext<Reply<T>> context) {
    int number = context.getAttemptCount() + 1;
    Attempt<T> attempt = new Attempt<>(channel, call, purpose, number, window, feedback);
    context.onCancel(attempt::abort);
    if (context.isCancelled()) {
      // Before it could be told.
      attempt.abort();
    }
    CompletableFuture<Reply<T>> ended =
        number == 1 ? attempt.start() : call.mayTryAgain().thenCompose(unused -> attempt.start());
    return ended.thenApply(reply -> judge(reply, number));
  }

  private Reply<T> judge(Reply<T> reply, int number) {
    nextWait = Optional.empty();
    if (reply instanceof Reply.NotOk<T> failed) {
      call.attemptFailed(failed);
      if (mayChange(failed)) {
        nextWait = wait(number);
        nextWait.ifPresent(wait -> warnings.failed(failed, number, wait));
      }
    }
    return reply;
  }

  private static boolean mayChange(Reply.NotOk<?> reply) {
    return reply instanceof Reply.Throttled
        || reply instanceof Reply.Retriable
        || reply instanceof Reply.Poisoned;
  }

  /** A random wait on top of the gate's; empty when it would end too late. */
  private Optional<Duration> wait(int number) {
    Instant now = channel.timing().now();
    Duration floor =
        channel.pacer().gate().map(gate -> Duration.between(now, gate)).orElse(Duration.ZERO);
    Duration wait = floor.plus(backoff.jittered(number));
    return window.isOverAt(now.plus(wait)) ? Optional.empty() : Optional.of(wait);
  }
}
