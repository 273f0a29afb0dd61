/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkTaskContext;

/**
 * Keeps Connect from delivering more than can be written, without blocking its thread: pauses all
 * partitions when enough records are pending, resumes them when half of that is done. Owned by the
 * task thread.
 *
 * <p>What is wanted is told Connect anew each time, of all partitions, and never only when it
 * changes: Connect remembers a partition that was paused beyond its revocation, and pauses it again
 * when it comes back (WorkerSinkTask 3.9.2 and 4.3.1, {@code onPartitionsAssigned}).
 */
final class BackPressure {

  /**
   * Records that may be pending for each concurrent request: enough for distinct rows to be found
   * among them and for some seconds of work at usual latencies. One more batch of Connect ({@code
   * max.poll.records}) may come on top.
   */
  static final int PENDING_PER_REQUEST = 125;

  /** Connect polls this long while paused; then the next records are not waited for in vain. */
  static final Duration WHILE_PAUSED = Duration.ofMillis(50);

  /** Connect polls this long while anything is pending; then its outcome is seen. */
  static final Duration WHILE_PENDING = Duration.ofMillis(250);

  /** Connect polls this long else, whatever its commit interval is: it shows that it does. */
  static final Duration WHILE_IDLE = Duration.ofSeconds(20);

  private final SinkTaskContext context;
  private final int high;
  private final int low;
  private boolean paused;

  /**
   * @param concurrentWrites that run at a time; with batches more than requests
   */
  BackPressure(SinkTaskContext context, int maxConcurrentRequests, int concurrentWrites) {
    this.context = context;
    this.high = Math.max(PENDING_PER_REQUEST * maxConcurrentRequests, 2 * concurrentWrites);
    this.low = high / 2;
  }

  /**
   * Pauses or resumes; and has Connect come back soon, which else polls up to its next commit. To
   * be called when partitions are assigned, too.
   */
  void adjust(int pending) {
    paused = pending >= high || (paused && pending > low);
    TopicPartition[] assigned = context.assignment().toArray(TopicPartition[]::new);
    if (paused) {
      context.pause(assigned);
    } else {
      context.resume(assigned);
    }
    Duration poll = paused ? WHILE_PAUSED : pending > 0 ? WHILE_PENDING : WHILE_IDLE;
    context.timeout(poll.toMillis());
  }
}
