/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.log.OneLine;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.ServiceNowException;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that cannot become a row: what the dead letter queue is told, and what the task fails
 * with when there is none. The message names the record by its original coordinates (KIP-793) and
 * by the correlation id of all its log lines, and, when ServiceNow refused it, table, sys_id,
 * status, and ServiceNow's message and detail. It never holds the record's values.
 */
public class RefusedRecordException extends ConnectException {

  private static final long serialVersionUID = 1L;

  /** A record may hold anything, and names of its fields are in messages. */
  private static final int LONGEST = 4_000;

  public RefusedRecordException(SinkRecord record, String correlationId, Throwable reason) {
    super(
        OneLine.of(coordinates(record) + ": " + told(reason), LONGEST)
            + (told(reason).contains(correlationId)
                ? ""
                : " [correlation id %s]".formatted(correlationId)),
        shown(reason.getCause()));
  }

  /** What is shown of it, with its stack trace, may have text of the record in it. */
  private static @Nullable Throwable shown(@Nullable Throwable cause) {
    if (cause == null || cause instanceof ServiceNowException) {
      return cause;
    }
    ConnectException shown = new ConnectException(OneLine.of(cause.toString(), LONGEST));
    shown.setStackTrace(cause.getStackTrace());
    return shown;
  }

  private static String told(Throwable reason) {
    return reason.getMessage() == null ? reason.toString() : reason.getMessage();
  }

  /** What ServiceNow answered, when it was asked. */
  public Optional<Failure> failure() {
    return getCause() instanceof ServiceNowException answered
        ? Optional.of(answered.reply().failure())
        : Optional.empty();
  }

  public static String coordinates(SinkRecord record) {
    return "Topic '%s', partition %d, offset %d"
        .formatted(
            record.originalTopic(), record.originalKafkaPartition(), record.originalKafkaOffset());
  }
}
