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
 * @param reports gets a report on every record
 * @param reviews gets both versions of those that a person is to decide
 */
public record ReportTopics(
    Optional<ReportProducer> outbox, Optional<Reports> reports, Optional<String> reviews)
    implements AutoCloseable {

  /**
   * The report topic.
   *
   * @param origin who writes what is reported
   */
  public record Reports(String topic, ReportOrigin origin) {

    private ProducerRecord<byte[], byte[]> of(WriteReport report, Instant time) {
      return new ProducerRecord<>(topic, report.key().orElse(null), report.json(time, origin));
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
    reports.ifPresent(topic -> telling.add(outbox.orElseThrow().send(topic.of(report, time))));
    return telling;
  }

  @Override
  public void close() {
    outbox.ifPresent(ReportProducer::close);
  }
}
