/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The topics that are told what became of records. Thread-safe.
 *
 * @param outbox empty when there is no topic
 * @param reports gets a report on every record
 * @param reviews gets both versions of those that a person is to decide
 */
public record ReportTopics(
    Optional<ReportProducer> outbox, Optional<String> reports, Optional<String> reviews)
    implements AutoCloseable {

  /** Tells nobody. */
  public static ReportTopics none() {
    return new ReportTopics(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Tells what became of a record. Does not wait.
   *
   * @param review both versions, when a person is to decide
   * @return each done when Kafka has it; fails with a ConnectException when it could not be written
   */
  List<Future<Void>> tell(WriteReport report, Optional<ReviewMessage> review) {
    List<Future<Void>> telling = new ArrayList<>(2);
    reviews
        .flatMap(topic -> review.map(letter -> letter.to(topic)))
        .ifPresent(letter -> telling.add(outbox.orElseThrow().send(letter)));
    reports.ifPresent(
        topic ->
            telling.add(
                outbox
                    .orElseThrow()
                    .send(new ProducerRecord<>(topic, report.key().orElse(null), report.json()))));
    return telling;
  }

  @Override
  public void close() {
    outbox.ifPresent(ReportProducer::close);
  }
}
