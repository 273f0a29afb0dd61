/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** Sends calls to one instance: each in a request of its own, or many in one. Thread-safe. */
public interface Sender {

  /** The instance's base URL, without a trailing slash. */
  URI baseUrl();

  /**
   * Sends a call until it ends.
   *
   * @return as {@link ServiceNowClient#send} and {@link Batches#send}
   */
  <T> CompletableFuture<Reply<T>> send(Call<T> call);
}
