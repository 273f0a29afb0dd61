/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.concurrent.CompletableFuture;

/** Carries single writes out, by one of ServiceNow's APIs. Thread-safe; blocks nobody. */
public interface Writer {

  /**
   * Writes until the outcome is known.
   *
   * @return fails with a CancellationException when the write is cancelled, and when the client is
   *     closed
   */
  CompletableFuture<WriteOutcome> write(WriteCall call);
}
