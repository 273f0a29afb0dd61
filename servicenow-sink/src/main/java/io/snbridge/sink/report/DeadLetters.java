/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.report;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.sink.RefusedRecordException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands refused records to Connect's errant record reporter, when there is one. */
public final class DeadLetters {

  /** A key of Connect's. */
  static final String TOPIC = "errors.deadletterqueue.topic.name";

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final Optional<ErrantRecordReporter> reporter;
  private final OncePerMinute warnings;

  public DeadLetters(Optional<ErrantRecordReporter> reporter) {
    this(reporter, System::nanoTime);
  }

  /**
   * Those of a task.
   *
   * @param reporter Connect hands one out for {@code errors.log.enable} alone, too, and then it
   *     keeps nothing
   * @param settings the task's
   */
  public static DeadLetters of(
      Optional<ErrantRecordReporter> reporter, Map<String, String> settings) {
    boolean isTopic = !settings.getOrDefault(TOPIC, "").isBlank();
    return new DeadLetters(reporter.filter(any -> isTopic));
  }

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  public DeadLetters(Optional<ErrantRecordReporter> reporter, LongSupplier nanoTime) {
    this.reporter = reporter;
    this.warnings = new OncePerMinute(nanoTime);
  }

  /** Whether a refused record goes anywhere, or ends the task. Any thread. */
  boolean areKept() {
    return reporter.isPresent();
  }

  /**
   * Hands a record over. Does not wait. Task thread only.
   *
   * @return done when it is safe
   * @throws ConnectException without a reporter, or when Connect does not tolerate the error
   */
  public Future<Void> add(SinkRecord record, RefusedRecordException refusal) {
    if (reporter.isEmpty()) {
      throw new ConnectException(
          refusal.getMessage()
              + ". There is no dead letter queue (errors.tolerance=all and "
              + TOPIC
              + "; errors.log.enable alone keeps nothing), so the task stops at this record",
          refusal);
    }
    warnings
        .due()
        .ifPresentOrElse(
            more -> LOG.warn("To the dead letter queue: {}{}", refusal.getMessage(), more),
            () -> LOG.debug("To the dead letter queue: {}", refusal.getMessage()));
    return reporter.get().report(record, refusal);
  }
}
