/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import java.net.URI;
import java.util.Optional;

/**
 * How tokens are obtained and renewed.
 *
 * @param tokenUrl the token endpoint
 * @param scope scopes to ask for, separated by spaces
 * @param refreshRatio part of a token's life after which it is renewed, between 0 and 1
 */
public record OAuth2Settings(
    URI tokenUrl,
    String clientId,
    String clientSecret,
    Optional<String> scope,
    Grant grant,
    double refreshRatio) {

  @Override
  public String toString() {
    return "OAuth2Settings[" + tokenUrl + ", client " + clientId + ", " + grant + "]";
  }
}
