/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import io.snbridge.common.auth.Authentication;
import io.snbridge.common.transport.Credentials;
import org.apache.kafka.common.config.AbstractConfig;

/** Turns the credentials' keys into what the client authenticates with. */
final class AuthenticationSettings {

  private AuthenticationSettings() {}

  static Credentials.Factory of(AbstractConfig config) {
    return switch (AuthType.of(config.getString(ConnectionConfig.AUTH_TYPE))) {
      case BASIC ->
          Authentication.basic(
              config.getString(ConnectionConfig.USERNAME),
              secret(config, ConnectionConfig.PASSWORD));
      case API_KEY -> Authentication.apiKey(secret(config, ConnectionConfig.API_KEY));
      case MTLS -> Authentication.certificate();
      case OAUTH2 -> Authentication.oauth2(OAuth2SettingsParser.of(config));
    };
  }

  static String secret(AbstractConfig config, String key) {
    return config.getPassword(key).value();
  }
}
