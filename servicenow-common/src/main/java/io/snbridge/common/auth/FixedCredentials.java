/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import io.snbridge.common.transport.Credential;
import io.snbridge.common.transport.Credentials;
import io.snbridge.common.transport.Reply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Credentials that never change: a 401 is final. Immutable. */
record FixedCredentials(Credential credential) implements Credentials {

  @Override
  public Optional<Credential> current() {
    return Optional.of(credential);
  }

  @Override
  public CompletableFuture<Optional<Reply.NotOk<?>>> living() {
    return CompletableFuture.completedFuture(Optional.empty());
  }

  @Override
  public Optional<CompletableFuture<Optional<Reply.NotOk<?>>>> rejected(Credential sent) {
    return Optional.empty();
  }
}
