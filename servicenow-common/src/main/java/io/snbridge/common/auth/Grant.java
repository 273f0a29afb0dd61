/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import java.util.Optional;

/** How a token is obtained (RFC 6749, RFC 7523). None of these shows its secret in toString. */
public sealed interface Grant {

  /** The client acts for itself, as the user that the instance has set for it. */
  record ClientCredentials() implements Grant {}

  /** The client acts for a user whose password it knows. */
  record Password(String username, String password) implements Grant {
    @Override
    public String toString() {
      return "Password[" + username + "]";
    }
  }

  /**
   * The client was given a refresh token.
   *
   * @param fallback used when no refresh token is accepted any more
   */
  record RefreshToken(String token, Optional<Password> fallback) implements Grant {
    @Override
    public String toString() {
      return "RefreshToken[fallback " + fallback + "]";
    }
  }

  /** The client signs for whom it acts. */
  record JwtBearer(JwtSigner signer) implements Grant {}
}
