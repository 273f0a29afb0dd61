/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.connect.ConnectErrors;
import io.snbridge.sink.offset.Ticket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands refused records to Connect's errant record reporter, and lets go of each when it is safe
 * there. Connect itself awaits reports, but before it calls {@code preCommit} (WorkerSinkTask 3.9.2
 * and 4.3.1, {@code commitOffsets}), so one made within that call would be committed unsafe.
 *
 * <p>Owned by the task thread, but for {@link #areKept}.
 */
final class DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private record Report(Ticket ticket, Future<Void> written) {}

  private final Optional<ErrantRecordReporter> reporter;
  private final List<Report> reports = new ArrayList<>();

  DeadLetters(Optional<ErrantRecordReporter> reporter) {
    this.reporter = reporter;
  }

  /** Whether a refused record goes anywhere, or ends the task. Any thread. */
  boolean areKept() {
    return reporter.isPresent();
  }

  /**
   * @throws ConnectException without a reporter, or when Connect does not tolerate the error
   */
  void add(SinkRecord record, Ticket ticket, RefusedRecordException refusal) {
    if (reporter.isEmpty()) {
      throw new ConnectException(
          refusal.getMessage()
              + ". There is no dead letter queue (errors.tolerance=all and"
              + " errors.deadletterqueue.topic.name), so the task stops at this record",
          refusal);
    }
    LOG.warn("To the dead letter queue: {}", refusal.getMessage());
    reports.add(new Report(ticket, reporter.get().report(record, refusal)));
  }

  /**
   * Finishes the records that are safe by now. Does not wait.
   *
   * @throws ConnectException when one could not be written
   */
  void settle() {
    Iterator<Report> open = reports.iterator();
    while (open.hasNext()) {
      Report report = open.next();
      if (report.written().isDone()) {
        open.remove();
        await(report);
        report.ticket().finish();
      } else if (report.ticket().isRevoked()) {
        open.remove();
      }
    }
  }

  private static void await(Report report) {
    try {
      report.written().get();
    } catch (ExecutionException e) {
      throw ConnectErrors.fatal("A refused record could not be reported", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while a refused record was reported", e);
    }
  }
}
