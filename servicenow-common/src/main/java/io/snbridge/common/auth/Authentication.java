/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import io.snbridge.common.transport.Credential;
import io.snbridge.common.transport.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The ways to be let in, for {@link io.snbridge.common.transport.ServiceNowClient#open}. */
public final class Authentication {

  private Authentication() {}

  /** HTTP Basic, in UTF-8. */
  public static Credentials.Factory basic(String username, String password) {
    String pair = username + ":" + password;
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return fixed(new Credential("Authorization", "Basic " + encoded));
  }

  /** ServiceNow's API key header. */
  public static Credentials.Factory apiKey(String key) {
    return fixed(new Credential("x-sn-apikey", key));
  }

  /** Nothing but what the TLS key store shows. */
  public static Credentials.Factory certificate() {
    return fixed(Credential.NONE);
  }

  /** A bearer token, renewed before it ends. */
  public static Credentials.Factory oauth2(OAuth2Settings settings) {
    return (tokens, timing) -> new OAuth2Credentials(settings, tokens, timing);
  }

  private static Credentials.Factory fixed(Credential credential) {
    return (tokens, timing) -> new FixedCredentials(credential);
  }
}
