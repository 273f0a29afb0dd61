/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import io.snbridge.common.transport.ServiceNowException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What ended the work on one record, and nobody foresaw. The record is to blame, and no other has
 * to suffer for it; unless the task is stopped, ServiceNow has failed otherwise than at this
 * record, or Java itself is at its end.
 */
record Unforeseen(Throwable cause) {

  Unforeseen {
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
  }

  /** Whether the record is refused for it, and not the task ended. */
  boolean isOfTheRecord() {
    return cause instanceof StackOverflowError
        || (cause instanceof RuntimeException
            && !(cause instanceof CancellationException)
            && !(cause instanceof RejectedExecutionException)
            && !(cause instanceof ServiceNowException));
  }

  /**
   * Why the record is refused.
   *
   * @param happened begins the sentence: {@code The record cannot be written}
   */
  ConnectException reason(String happened) {
    return cause instanceof StackOverflowError
        // Its stack trace tells nothing, at great length.
        ? new ConnectException(happened + ": it is too deep or too large to be handled")
        : new ConnectException(happened + ", because of an unforeseen " + cause, cause);
  }
}
