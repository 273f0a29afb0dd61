/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a client authenticates with. Thread-safe; no method blocks. */
public interface Credentials {

  /** What a request that leaves now carries; empty while there is nothing that is surely alive. */
  Optional<Credential> current();

  /**
   * Waits for {@link #current} to have something.
   *
   * @return completes with empty when it is time to look again, or with the reason why there will
   *     be nothing
   */
  CompletableFuture<Optional<Reply.NotOk<?>>> living();

  /**
   * Told that the instance answered 401.
   *
   * @param sent what the request carried
   * @return empty when there is nothing to renew; otherwise the renewal, as {@link #living} would
   *     complete. Requests that were refused with the same credential share one renewal.
   */
  Optional<CompletableFuture<Optional<Reply.NotOk<?>>>> rejected(Credential sent);

  /** Makes the credentials of one client. */
  interface Factory {

    /**
     * Makes them.
     *
     * @param tokens sends requests for tokens: paced and timed as all others, without credentials,
     *     and never behind a request that waits for a token
     */
    Credentials create(Sender tokens, Timing timing);
  }

  /** As {@link ServiceNowClient#send}. */
  interface Sender {
    <T> CompletableFuture<Reply<T>> send(Call<T> call);

    /** The time by the last answer to a request for a token, a refusal included. */
    default Optional<Instant> now() {
      return Optional.empty();
    }

    /** Who else asks for tokens with the same secrets; empty where nobody is known. */
    default Optional<SignIns> signIns() {
      return Optional.empty();
    }

    /** How long refusals are borne that may pass; zero: the first one counts. */
    default Duration refusedTimeout() {
      return Duration.ZERO;
    }
  }
}
