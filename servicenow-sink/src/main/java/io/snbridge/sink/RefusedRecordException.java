/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.ServiceNowException;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A record that cannot become a row: what the dead letter queue is told, and what the task fails
 * with when there is none. The message names the record by its original coordinates (KIP-793) and
 * by the correlation id of all its log lines, and, when ServiceNow refused it, table, sys_id,
 * status, and ServiceNow's message and detail. It never holds the record's values.
 */
public class RefusedRecordException extends ConnectException {

  private static final long serialVersionUID = 1L;

  RefusedRecordException(SinkRecord record, String correlationId, Throwable reason) {
    super(
        coordinates(record) + ": " + withId(reason.getMessage(), correlationId),
        reason.getCause() == null ? reason : reason.getCause());
  }

  private static String withId(String reason, String correlationId) {
    return reason.contains(correlationId)
        ? reason
        : "%s [correlation id %s]".formatted(reason, correlationId);
  }

  /** What ServiceNow answered, when it was asked. */
  Optional<Failure> failure() {
    return getCause() instanceof ServiceNowException answered
        ? Optional.of(answered.reply().failure())
        : Optional.empty();
  }

  static String coordinates(SinkRecord record) {
    return "Topic '%s', partition %d, offset %d"
        .formatted(
            record.originalTopic(), record.originalKafkaPartition(), record.originalKafkaOffset());
  }
}
