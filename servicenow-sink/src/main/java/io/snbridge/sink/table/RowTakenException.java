/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import org.apache.kafka.connect.errors.ConnectException;

/**
 * The row with the id that was computed for a key has other values, or none that are shown. Another
 * task may have created it since the key was looked up.
 */
public final class RowTakenException extends ConnectException {

  private static final long serialVersionUID = 1L;

  /** One that says which row, and what to do. */
  public RowTakenException(String message) {
    super(message);
  }
}
