/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that fail and will be tried again, and says so: as a warning at once, then each
 * minute; else for debugging, so that a correlation id finds each attempt. Thread-safe.
 */
final class RetryWarnings {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowClient.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private Instant next = Instant.MIN;
  private int untold;
  private final LongAdder count = new LongAdder();

  void failed(Reply.NotOk<?> reply, int attempt, Duration wait, Instant now) {
    count.increment();
    OptionalInt before = due(now);
    if (before.isPresent()) {
      LOG.warn(
          "{}; attempt {}, will retry in {} ms or when the instance allows it ({} more failures"
              + " since the last warning)",
          reply.failure().describe(),
          attempt,
          wait.toMillis(),
          before.getAsInt());
    } else {
      LOG.debug(
          "{}; attempt {}, will retry in {} ms or when the instance allows it",
          reply.failure().describe(),
          attempt,
          wait.toMillis());
    }
  }

  /** How many failures went without a warning; empty when this one does, too. */
  private synchronized OptionalInt due(Instant now) {
    if (now.isBefore(next)) {
      untold++;
      return OptionalInt.empty();
    }
    next = now.plus(EVERY);
    int before = untold;
    untold = 0;
    return OptionalInt.of(before);
  }

  long count() {
    return count.sum();
  }
}
