/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * What a call ends with when its client is closed while it waits. That is a CancellationException,
 * which futures that depend on the call's wrap in others: none of them is a failure.
 */
public final class Stopped {

  private Stopped() {}

  /**
   * Does nothing unless that is what a future has ended with.
   *
   * @throws InterruptedException if it is: whoever waits ends as if it were interrupted
   */
  public static void check(Throwable failure) throws InterruptedException {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof CancellationException) {
      InterruptedException stopping = new InterruptedException("The client was closed");
      stopping.initCause(cause);
      throw stopping;
    }
  }
}
