/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests to one instance for one task: at most {@code max.concurrent.requests} at a time,
 * each in a session (cookie jar) that it has for itself, paced, repeated where that is safe.
 * Thread-safe.
 */
public final class ServiceNowClient implements AutoCloseable {

  /** The instance's base URL, without a trailing slash. */
  public URI baseUrl() {
    throw new UnsupportedOperationException();
  }

  public InstanceClock clock() {
    throw new UnsupportedOperationException();
  }

  /**
   * Sends a call until it ends. Throttled, retriable and poisoned replies are tried again, paced,
   * for {@code servicenow.retry.timeout.ms}; a 401 after one renewal of the credentials. The future
   * completes with the last reply, never exceptionally but for a bug or {@link #close()}, on a
   * thread of the client, which must not be blocked.
   */
  public <T> CompletableFuture<Reply<T>> send(Call<T> call) {
    throw new UnsupportedOperationException();
  }

  /**
   * Ends waiting and running calls within a second; their futures fail with a
   * CancellationException.
   */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
