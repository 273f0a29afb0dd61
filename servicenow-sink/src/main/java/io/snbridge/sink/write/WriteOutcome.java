/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import org.apache.kafka.connect.errors.ConnectException;

/** What became of a write, after all attempts. */
public sealed interface WriteOutcome {

  /** The row is as the record wants it. */
  record Done() implements WriteOutcome {}

  /** ServiceNow does not take this record; others may go on. */
  record Refused(ConnectException reason) implements WriteOutcome {}

  /** Nothing more can be written: credentials not accepted, retry time over, ids not honoured. */
  record Failed(ConnectException reason) implements WriteOutcome {}
}
