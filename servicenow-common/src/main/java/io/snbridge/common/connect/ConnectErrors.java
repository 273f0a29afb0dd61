/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Failures as Connect wants them. Never a RetriableException: Connect calls {@code poll()} again at
 * once after one, and delivers the whole batch again to {@code put()}, done records included.
 */
public final class ConnectErrors {

  private ConnectErrors() {}

  /**
   * A failure that ends the task.
   *
   * @param context what was at work, with names and values: {@code Table 'incident'}
   * @param failure what happened; taken out of the wrappers that futures put around it
   * @return an exception that says both, with the failure as its cause
   */
  public static ConnectException fatal(String context, Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String what = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
    return new ConnectException(context + ": " + what, cause);
  }
}
