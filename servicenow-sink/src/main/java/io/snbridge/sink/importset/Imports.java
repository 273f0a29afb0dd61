/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.importset;

import io.snbridge.common.transport.Reply;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Puts rows into staging tables. Thread-safe. */
public interface Imports {

  /** Puts a row in; its outcome may be unknown, or known later ({@link ImportResult#isLoaded}). */
  CompletableFuture<Reply<ImportResult>> insert(
      String staging, Map<String, String> values, String correlationId);
}
