/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A record that cannot become a row: what the dead letter queue is told, and what the task fails
 * with when there is none. The message names the record by its original coordinates (KIP-793), and,
 * when ServiceNow refused it, table, sys_id, status, ServiceNow's message and detail, and the
 * correlation id. It never holds the record's values.
 */
public final class RefusedRecordException extends ConnectException {

  private static final long serialVersionUID = 1L;

  RefusedRecordException(SinkRecord record, Throwable reason) {
    super(
        coordinates(record) + ": " + reason.getMessage(),
        reason.getCause() == null ? reason : reason.getCause());
  }

  static String coordinates(SinkRecord record) {
    return "Topic '%s', partition %d, offset %d"
        .formatted(
            record.originalTopic(), record.originalKafkaPartition(), record.originalKafkaOffset());
  }
}
