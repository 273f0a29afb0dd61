/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.protocol.HttpClientContext;

/**
 * One HTTP request on the wire: how far it came, and the handle that ends it early. The request
 * thread runs it; the deadline and {@link #abort} come from others. Thread-safe.
 */
final class Exchange {

  /** Name under which {@link HttpExchanger} finds it in a context. */
  static final String ATTRIBUTE = Exchange.class.getName();

  @GuardedBy("this")
  private Optional<HttpUriRequestBase> running = Optional.empty();

  @GuardedBy("this")
  private Optional<Future<?>> deadline = Optional.empty();

  @GuardedBy("this")
  private Classifier.Progress progress = Classifier.Progress.NOT_SENT;

  @GuardedBy("this")
  private int status;

  @GuardedBy("this")
  private String transactionId = "";

  @GuardedBy("this")
  private boolean timedOut;

  @GuardedBy("this")
  private boolean aborted;

  @GuardedBy("this")
  private LongSupplier nanoTime = () -> 0;

  @GuardedBy("this")
  private long sentNanos;

  static Optional<Exchange> of(HttpClientContext context) {
    return Optional.ofNullable((Exchange) context.getAttribute(ATTRIBUTE));
  }

  synchronized void begin(HttpUriRequestBase request, Timing timing, Duration timeout) {
    running = Optional.of(request);
    nanoTime = timing.nanoTime();
    if (aborted) {
      request.cancel();
    }
    deadline = Optional.of(timing.after(timeout, this::timeOut));
  }

  synchronized void end() {
    running = Optional.empty();
    deadline.ifPresent(task -> task.cancel(false));
  }

  private synchronized void timeOut() {
    running.ifPresent(
        request -> {
          timedOut = true;
          request.cancel();
        });
  }

  /** Ends it now. Its socket is closed, so that a blocked read returns. */
  synchronized void abort() {
    aborted = true;
    running.ifPresent(HttpUriRequestBase::cancel);
  }

  synchronized void sent() {
    progress = Classifier.Progress.SENT;
    sentNanos = nanoTime.getAsLong();
  }

  /** How long ago it was sent; zero when it was not. */
  synchronized Duration age() {
    return progress == Classifier.Progress.NOT_SENT
        ? Duration.ZERO
        : Duration.ofNanos(nanoTime.getAsLong() - sentNanos);
  }

  synchronized void answered(Answer answer) {
    progress = Classifier.Progress.ANSWERED;
    status = answer.status();
    transactionId = answer.transactionId();
  }

  synchronized Classifier.Progress progress() {
    return progress;
  }

  synchronized int status() {
    return status;
  }

  /** {@link Answer#transactionId}; empty when no answer came. */
  synchronized String transactionId() {
    return transactionId;
  }

  synchronized boolean timedOut() {
    return timedOut;
  }

  /** Whether the deadline or {@link #abort} ended it. */
  synchronized boolean wasEnded() {
    return timedOut || aborted;
  }
}
