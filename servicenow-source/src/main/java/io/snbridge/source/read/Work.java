/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Work for whichever thread has time for it, the one that wants it included. An interrupt that ends
 * it was meant for that thread, which therefore stays interrupted: else it would go on, and wait
 * for what nobody gives any more.
 */
final class Work<T> extends FutureTask<T> {

  Work(Callable<T> work) {
    super(work);
  }

  @Override
  protected void setException(Throwable failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    super.setException(failure);
  }
}
