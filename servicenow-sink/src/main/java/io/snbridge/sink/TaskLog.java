/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.connect.TaskOrigin;
import io.snbridge.common.log.Words;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.sink.report.OutcomeReporter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a task says once: what it writes and how when it begins, what it has done when it stops. */
final class TaskLog {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowSinkTask.class);

  private final ServiceNowClient client;
  private final OutcomeReporter outcomes;
  private final LongSupplier nanoTime;
  private final long began;
  private final AtomicBoolean ended = new AtomicBoolean();

  private TaskLog(ServiceNowClient client, OutcomeReporter outcomes, LongSupplier nanoTime) {
    this.client = client;
    this.outcomes = outcomes;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  /**
   * @param what is written, where and how
   */
  static TaskLog begins(
      String what, TaskOrigin origin, ServiceNowClient client, OutcomeReporter outcomes) {
    LOG.info(
        "Writes {}; {}. {}",
        what,
        origin.describe(),
        outcomes.keepsRefused()
            ? "Refused records go to the dead letter queue"
            : "The task stops at a refused record, because there is no dead letter queue");
    return new TaskLog(client, outcomes, System::nanoTime);
  }

  /** To be called when nothing is written any more; says it once. */
  void ends() {
    if (ended.compareAndSet(false, true)) {
      LOG.info(
          "Stopped after {}: {} records were written, {} refused; {}",
          Words.of(Duration.ofNanos(nanoTime.getAsLong() - began)),
          outcomes.written(),
          outcomes.refused(),
          client.traffic().describe());
    }
  }
}
