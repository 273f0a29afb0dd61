/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A request that may take several attempts, and how its body is read.
 *
 * @param <T> what the body becomes
 */
public interface Call<T> {

  /** More than any answer but a page of rows has: a task must survive several of them. */
  long LARGEST_ANSWER = 64L * 1024 * 1024;

  /** The request of the next attempt; it may differ from the last one (a smaller page, say). */
  Request request();

  /** The path of all its requests, without a query, as it is known before there is one. */
  String path();

  /**
   * Reads a 2xx body to its end. A 204 gives an empty stream.
   *
   * @throws PoisonedBodyException when the body must not be believed
   * @throws IOException when it was cut, or is not JSON
   */
  T read(InputStream body) throws IOException;

  /** Of a body, uncompressed: an answer that has more bytes is not read to its end. */
  default long mostBytes() {
    return LARGEST_ANSWER;
  }

  /** What the last {@link #request} has in its body that nobody may be shown. */
  default Set<String> secrets() {
    return Set.of();
  }

  /**
   * Told of each answer before its body is read; must not block.
   *
   * @param headers all values by name, in lower case
   */
  default void answered(int status, Supplier<Map<String, List<String>>> headers) {}

  /** Told of each attempt that failed, before the next one; must not block. */
  default void attemptFailed(Reply.NotOk<T> reply) {}

  /**
   * Asked before each attempt but the first; completes, on any thread, when it may begin. What the
   * call had to have for it may be given back by {@link #attemptFailed} meanwhile.
   */
  default CompletableFuture<Void> mayTryAgain() {
    return CompletableFuture.completedFuture(null);
  }

  /**
   * Whether something else is asked when this is refused. A 401 then ends it at once: it may be
   * about this API alone.
   */
  default boolean isTrial() {
    return false;
  }
}
