/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Iterator;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Where a record comes from.
 *
 * @param routed the topic that chooses the table: as it is after transforms
 * @param topic the topic in Kafka, as partition and offset are (KIP-793); ids are computed from it
 */
public record Origin(String routed, String topic, int partition, long offset) {

  /** What Connect adds to a dead letter (DeadLetterQueueReporter 3.9.2 and 4.3.1). */
  private static final String HEADERS = "__connect.errors.";

  /** Where Connect read the record. */
  public static Origin of(SinkRecord record) {
    return new Origin(
        record.topic(),
        record.originalTopic(),
        record.originalKafkaPartition(),
        record.originalKafkaOffset());
  }

  /**
   * Where Connect read the record before it became a dead letter, the first time if it became one
   * again and again: Connect adds headers and replaces none.
   *
   * @throws DataException when its headers do not say so
   */
  public static Origin ofDeadLetter(SinkRecord record) {
    String topic = header(record, "topic");
    return new Origin(topic, topic, (int) number(record, "partition"), number(record, "offset"));
  }

  private static long number(SinkRecord record, String name) {
    try {
      return Long.parseLong(header(record, name));
    } catch (NumberFormatException e) {
      throw new DataException("Header '%s%s' is not a number".formatted(HEADERS, name), e);
    }
  }

  private static String header(SinkRecord record, String name) {
    Iterator<Header> found = record.headers().allWithName(HEADERS + name);
    Optional<String> first = found.hasNext() ? HeaderText.of(found.next()) : Optional.empty();
    return first.orElseThrow(
        () ->
            new DataException(
                ("Header '%s%s' is missing, but replay.dead.letters=true needs dead letters that"
                        + " say where they come from:"
                        + " errors.deadletterqueue.context.headers.enable=true")
                    .formatted(HEADERS, name)));
  }
}
