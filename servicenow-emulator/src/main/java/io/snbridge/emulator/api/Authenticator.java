/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Request;
import java.util.Optional;

/** Tells who sent a request. */
final class Authenticator {
  private final Credentials credentials;
  private final Tokens tokens;

  Authenticator(Credentials credentials, Tokens tokens) {
    this.credentials = credentials;
    this.tokens = tokens;
  }

  /** The user, empty when nobody may act on this request. */
  Optional<String> user(Request request) {
    String key = request.header("x-sn-apikey").orElse(request.parameter("x-sn-apikey"));
    if (!key.isEmpty() && credentials.apiKeys().contains(key)) {
      return Optional.of("api.key");
    }
    String authorization = request.header("authorization").orElse("");
    if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return tokens.user(authorization.substring(7).trim());
    }
    return credentials.basic()
        ? BasicHeader.of(request)
            .filter(basic -> credentials.isUser(basic.name(), basic.secret()))
            .map(BasicHeader::name)
        : Optional.empty();
  }
}
