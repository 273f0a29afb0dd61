/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.log.Words;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that fail and will be tried again, and says so: as a warning at once, then each
 * minute; else for debugging, so that a correlation id finds each attempt. Thread-safe.
 */
final class RetryWarnings {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowClient.class);

  private final LongAdder count = new LongAdder();
  private final OncePerMinute warnings;
  private volatile boolean ended;

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  RetryWarnings(LongSupplier nanoTime) {
    warnings = new OncePerMinute(nanoTime);
  }

  void failed(Reply.NotOk<?> reply, int attempt, Duration wait) {
    count.increment();
    Optional<String> due = ended ? Optional.empty() : warnings.due();
    String failure = reply.failure().describe();
    String again = Words.of(wait);
    due.ifPresentOrElse(
        more ->
            LOG.warn(
                "{}; attempt {}, will retry in {} or when the instance allows it{}",
                failure,
                attempt,
                again,
                more),
        () ->
            LOG.debug(
                "{}; attempt {}, will retry in {} or when the instance allows it",
                failure,
                attempt,
                again));
  }

  /** Nothing is tried again: what fails now was ended by the client itself. */
  void end() {
    ended = true;
  }

  long count() {
    return count.sum();
  }
}
