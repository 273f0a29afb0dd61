/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.report;

import io.snbridge.common.connect.ConnectErrors;
import io.snbridge.common.connect.Quantiles;
import io.snbridge.sink.offset.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Tells Kafka what became of records, and finishes each when that is safe there: a refused one in
 * the dead letter queue, one to be reviewed in the review topic, and each one in the report topic,
 * when there is one. Connect itself awaits dead letters, but before it calls {@code preCommit}
 * (WorkerSinkTask 3.9.2 and 4.3.1, {@code commitOffsets}), so one made within that call would be
 * committed unsafe.
 *
 * <p>Owned by the task thread, but for what says otherwise.
 */
public final class OutcomeReporter implements AutoCloseable {

  private record Untold(Ticket ticket, List<Future<?>> telling) {

    boolean isTold() {
      return telling.stream().allMatch(Future::isDone);
    }
  }

  private final DeadLetters deadLetters;
  private final ReportTopics topics;
  private final List<Untold> untold = new ArrayList<>();
  private final LongAdder written = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Quantiles endToEnd = Quantiles.ofDeliveries();
  private final InstantSource clock;

  /**
   * @param clock that of the records' timestamps, and of reports
   */
  public OutcomeReporter(DeadLetters deadLetters, ReportTopics topics, InstantSource clock) {
    this.clock = clock;
    this.deadLetters = deadLetters;
    this.topics = topics;
  }

  /** Whether a refused record goes anywhere, or ends the task. Any thread. */
  public boolean keepsRefused() {
    return deadLetters.areKept();
  }

  /**
   * Takes over a record that was written or refused, or is to be reviewed. Does not wait.
   *
   * @param letter to whoever reviews it
   * @throws ConnectException when it is refused, and there is nowhere to keep it, or Connect does
   *     not tolerate the error
   */
  public void conclude(Ticket ticket, WriteReport report, Optional<ReviewMessage> letter) {
    List<Future<?>> telling = new ArrayList<>(topics.tell(report, letter, clock.instant()));
    try {
      report.refusal().ifPresent(refusal -> telling.add(deadLetters.add(report.record(), refusal)));
    } catch (ConnectException e) {
      throw e;
    } catch (KafkaException e) {
      throw ConnectErrors.fatal("A refused record could not be reported", e);
    }
    count(report);
    if (telling.isEmpty()) {
      ticket.finish();
    } else {
      untold.add(new Untold(ticket, telling));
    }
  }

  private void count(WriteReport report) {
    if (report.isSuccess()) {
      written.increment();
      age(report.record()).ifPresent(endToEnd::record);
    } else if (report.refusal().isPresent()) {
      refused.increment();
    }
  }

  private Optional<Duration> age(SinkRecord record) {
    Long timestamp = record.timestamp();
    return timestamp == null || timestamp < 0
        ? Optional.empty()
        : Optional.of(Duration.between(Instant.ofEpochMilli(timestamp), clock.instant()));
  }

  /** From the timestamps of records to when their rows were as they want them. Any thread. */
  public Quantiles endToEnd() {
    return endToEnd;
  }

  /** Records whose row is as they want it. Any thread. */
  public long written() {
    return written.sum();
  }

  /** Records that went to where refused ones are kept. Any thread. */
  public long refused() {
    return refused.sum();
  }

  /**
   * Finishes the records that are safe by now. Does not wait.
   *
   * @throws ConnectException when one could not be told
   */
  public void settle() {
    Iterator<Untold> open = untold.iterator();
    while (open.hasNext()) {
      Untold next = open.next();
      if (next.ticket().isRevoked()) {
        open.remove();
      } else if (next.isTold()) {
        open.remove();
        next.telling().forEach(OutcomeReporter::check);
        next.ticket().finish();
      }
    }
  }

  private static void check(Future<?> told) {
    try {
      told.get();
    } catch (ExecutionException e) {
      throw ConnectErrors.fatal("A record is not safe, and cannot be committed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConnectException("Interrupted while a record was made safe", e);
    }
  }

  @Override
  public void close() {
    topics.close();
  }
}
