/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A record that may be written: nobody knows, and to write it again may make a second row or entry.
 * Its class name, in the dead letter's header {@code __connect.errors.exception.class.name}, tells
 * it from records that were certainly not written.
 */
public final class OutcomeUnknownException extends RefusedRecordException {

  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(SinkRecord record, String correlationId, Throwable reason) {
    super(record, correlationId, reason);
  }
}
