/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * Tells whether two configurations sign in as the same user of the same instance, to whom a rate
 * limit rule then applies as one. It is a hash, because some users are known by a secret only.
 */
final class Account {

  /** So that the hash of a short key cannot be looked up. */
  private static final byte[] SALT = new byte[16];

  static {
    // Not generateSeed(), which may wait for the machine's entropy.
    new SecureRandom().nextBytes(SALT);
  }

  private Account() {}

  /** The same text for the same user within this JVM. */
  static String of(AbstractConfig config) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
    digest.update(SALT);
    String text = ConnectionSettings.baseUrl(config) + "\n" + user(config);
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String user(AbstractConfig config) {
    return switch (AuthType.of(config.getString(ConnectionConfig.AUTH_TYPE))) {
      case BASIC -> name(config);
      case API_KEY -> "key " + AuthenticationSettings.secret(config, ConnectionConfig.API_KEY);
      case MTLS -> "certificate " + certificate(config);
      case OAUTH2 -> oauth2(config);
    };
  }

  /** ServiceNow does not tell upper case in a user's name from lower case. */
  private static String name(AbstractConfig config) {
    return "name " + config.getString(ConnectionConfig.USERNAME).toLowerCase(Locale.ROOT);
  }

  private static String oauth2(AbstractConfig config) {
    String client = "client " + config.getString(ConnectionConfig.OAUTH2_CLIENT_ID);
    return switch (config.getString(ConnectionConfig.OAUTH2_GRANT_TYPE).toLowerCase(Locale.ROOT)) {
      case "password" -> name(config);
      case "refresh_token" ->
          "refresh " + AuthenticationSettings.secret(config, ConnectionConfig.OAUTH2_REFRESH_TOKEN);
      case "jwt_bearer" -> client + " for " + config.getString(ConnectionConfig.JWT_SUBJECT);
      default -> client;
    };
  }

  private static String certificate(AbstractConfig config) {
    Map<String, Object> keys = config.originalsWithPrefix("servicenow.ssl.keystore.");
    return keys.get("location") + " " + keys.get("certificate.chain");
  }
}
