/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import static io.snbridge.common.config.AuthenticationSettings.secret;

import io.snbridge.common.auth.Grant;
import io.snbridge.common.auth.JwtSigner;
import io.snbridge.common.auth.OAuth2Settings;
import io.snbridge.common.auth.PrivateKeys;
import java.net.URI;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/** Turns {@code servicenow.oauth2.*} into types. */
final class OAuth2SettingsParser {

  private OAuth2SettingsParser() {}

  /**
   * Reads the private key, if there is one.
   *
   * @throws ConfigException when it cannot be read
   */
  static OAuth2Settings of(AbstractConfig config) {
    return new OAuth2Settings(
        tokenUrl(config),
        config.getString(ConnectionConfig.OAUTH2_CLIENT_ID),
        secret(config, ConnectionConfig.OAUTH2_CLIENT_SECRET),
        text(config, ConnectionConfig.OAUTH2_SCOPE),
        grant(config),
        config.getDouble(ConnectionConfig.OAUTH2_REFRESH_RATIO));
  }

  private static URI tokenUrl(AbstractConfig config) {
    return text(config, ConnectionConfig.OAUTH2_TOKEN_URL)
        .map(URI::create)
        .orElseGet(() -> URI.create(ConnectionSettings.baseUrl(config) + "/oauth_token.do"));
  }

  private static Grant grant(AbstractConfig config) {
    return switch (config.getString(ConnectionConfig.OAUTH2_GRANT_TYPE).toLowerCase(Locale.ROOT)) {
      case "password" -> user(config);
      case "refresh_token" ->
          new Grant.RefreshToken(
              secret(config, ConnectionConfig.OAUTH2_REFRESH_TOKEN),
              text(config, ConnectionConfig.USERNAME).map(name -> user(config)));
      case "jwt_bearer" -> new Grant.JwtBearer(signer(config));
      default -> new Grant.ClientCredentials();
    };
  }

  private static Grant.Password user(AbstractConfig config) {
    return new Grant.Password(
        config.getString(ConnectionConfig.USERNAME), secret(config, ConnectionConfig.PASSWORD));
  }

  private static JwtSigner signer(AbstractConfig config) {
    String clientId = config.getString(ConnectionConfig.OAUTH2_CLIENT_ID);
    return new JwtSigner(
        text(config, ConnectionConfig.JWT_ISSUER).orElse(clientId),
        config.getString(ConnectionConfig.JWT_SUBJECT),
        text(config, ConnectionConfig.JWT_AUDIENCE).orElse(clientId),
        text(config, ConnectionConfig.JWT_KEY_ID),
        key(config),
        Duration.ofMillis(config.getLong(ConnectionConfig.JWT_VALIDITY_MS)));
  }

  private static PrivateKey key(AbstractConfig config) {
    Optional<String> store = text(config, ConnectionConfig.JWT_KEYSTORE_LOCATION);
    try {
      return store.isPresent()
          ? PrivateKeys.keyStore(
              Path.of(store.get()),
              config.getString(ConnectionConfig.JWT_KEYSTORE_TYPE),
              secret(config, ConnectionConfig.JWT_KEYSTORE_PASSWORD),
              config.getString(ConnectionConfig.JWT_KEYSTORE_ALIAS))
          : PrivateKeys.pem(secret(config, ConnectionConfig.JWT_PRIVATE_KEY));
    } catch (IllegalArgumentException unreadable) {
      String key =
          store.isPresent()
              ? ConnectionConfig.JWT_KEYSTORE_LOCATION
              : ConnectionConfig.JWT_PRIVATE_KEY;
      throw new ConfigException(key + " " + unreadable.getMessage());
    }
  }

  private static Optional<String> text(AbstractConfig config, String key) {
    return Optional.of(config.getString(key)).filter(value -> !value.isBlank());
  }
}
