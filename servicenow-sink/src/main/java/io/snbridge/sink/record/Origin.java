/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Where a record comes from.
 *
 * @param routed the topic that chooses the table: as it is after transforms
 * @param topic the topic in Kafka, as partition and offset are (KIP-793); ids are computed from it
 */
record Origin(String routed, String topic, int partition, long offset) {

  static Origin of(SinkRecord record) {
    return new Origin(
        record.topic(),
        record.originalTopic(),
        record.originalKafkaPartition(),
        record.originalKafkaOffset());
  }
}
