/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that fail and will be tried again, and says so: at once, then each minute.
 * Thread-safe.
 */
final class RetryWarnings {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowClient.class);
  private static final Duration EVERY = Duration.ofMinutes(1);

  private Instant next = Instant.MIN;
  private int untold;
  private final LongAdder count = new LongAdder();

  void failed(Reply.NotOk<?> reply, int attempt, Duration wait, Instant now) {
    count.increment();
    int before;
    synchronized (this) {
      if (now.isBefore(next)) {
        untold++;
        return;
      }
      next = now.plus(EVERY);
      before = untold;
      untold = 0;
    }
    LOG.warn(
        "{}; attempt {}, will retry in {} ms or when the instance allows it ({} more failures since"
            + " the last warning)",
        reply.failure().describe(),
        attempt,
        wait.toMillis(),
        before);
  }

  long count() {
    return count.sum();
  }
}
