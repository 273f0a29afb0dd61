/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The topics that are told what became of records. Thread-safe.
 *
 * @param outbox empty when there is no topic
 * @param reports get a report on every record
 * @param reviews gets both versions of those that a person is to decide
 */
public record ReportTopics(
    Optional<ReportProducer> outbox, Optional<Reports> reports, Optional<String> reviews)
    implements AutoCloseable {

  /**
   * The report topics.
   *
   * @param others of records that were not refused; empty when those are not reported
   * @param refused of those that were
   * @param origin who writes what is reported
   */
  public record Reports(Optional<String> others, Optional<String> refused, ReportOrigin origin) {

    private Optional<ProducerRecord<byte[], byte[]>> of(WriteReport report, Instant time) {
      return (report.refusal().isPresent() ? refused : others)
          .map(
              topic ->
                  new ProducerRecord<>(
                      topic, report.key().orElse(null), report.json(time, origin)));
    }
  }

  /** Tells nobody. */
  public static ReportTopics none() {
    return new ReportTopics(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Tells what became of a record. Does not wait.
   *
   * @param review both versions, when a person is to decide
   * @param time now
   * @return each done when Kafka has it; fails with a ConnectException when it could not be written
   */
  List<Future<Void>> tell(WriteReport report, Optional<ReviewMessage> review, Instant time) {
    List<Future<Void>> telling = new ArrayList<>(2);
    reviews
        .flatMap(topic -> review.map(letter -> letter.to(topic)))
        .ifPresent(letter -> telling.add(outbox.orElseThrow().send(letter)));
    reports
        .flatMap(topics -> topics.of(report, time))
        .ifPresent(letter -> telling.add(outbox.orElseThrow().send(letter)));
    return telling;
  }

  @Override
  public void close() {
    outbox.ifPresent(ReportProducer::close);
  }
}
