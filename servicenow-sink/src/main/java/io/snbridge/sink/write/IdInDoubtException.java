/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import org.apache.kafka.connect.errors.ConnectException;

/**
 * A new row got another id than it was to have, and nothing tells why: the row of that id may be
 * hidden, or the table keeps no ids. The latter would be every record's trouble.
 */
public final class IdInDoubtException extends ConnectException {

  private static final long serialVersionUID = 1L;

  public IdInDoubtException(String message) {
    super(message);
  }
}
