/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import io.snbridge.common.transport.ClientIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.types.Password;

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

  /** What the keys of credentials begin with. */
  private static final List<String> KEYS =
      List.of(
          ConnectionConfig.AUTH_TYPE,
          ConnectionConfig.USERNAME,
          ConnectionConfig.PASSWORD,
          ConnectionConfig.API_KEY,
          "servicenow.oauth2.",
          "servicenow.proxy.",
          "servicenow.ssl.");

  /** The end of a key that names a file, whose content may be replaced. */
  private static final String FILE = ".location";

  /** Stores of keys are smaller. */
  private static final long LARGEST_FILE = 10_000_000;

  private Account() {}

  /** The same within this JVM for the same user, and the same secrets. */
  static ClientIdentity of(AbstractConfig config) {
    String user = upperCaseIsNone(ConnectionSettings.baseUrl(config)) + "\n" + user(config);
    return new ClientIdentity(hash(user), hash(user + "\n" + secrets(config)));
  }

  private static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hash(byte[] bytes) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
    digest.update(SALT);
    return HexFormat.of().formatHex(digest.digest(bytes));
  }

  /** Whatever may be a part of how it signs in; what is not does no harm. */
  private static String secrets(AbstractConfig config) {
    return new TreeMap<>(config.values())
        .entrySet().stream()
            .filter(key -> KEYS.stream().anyMatch(key.getKey()::startsWith))
            .map(key -> key.getKey() + "=" + text(key.getKey(), key.getValue()))
            .collect(Collectors.joining("\n"));
  }

  private static String text(String key, Object value) {
    if (key.equals(ConnectionConfig.USERNAME)) {
      return upperCaseIsNone(value);
    }
    String text = value instanceof Password password ? password.value() : String.valueOf(value);
    return key.endsWith(FILE) ? text + " " + content(text) : text;
  }

  /** A hash; nothing of what cannot be read, which is said by whoever opens it. */
  private static String content(String file) {
    try {
      Path path = Path.of(file);
      boolean isStore = Files.isRegularFile(path) && Files.size(path) <= LARGEST_FILE;
      return isStore ? hash(Files.readAllBytes(path)) : "";
    } catch (IOException | InvalidPathException unreadable) {
      return "";
    }
  }

  private static String user(AbstractConfig config) {
    return switch (AuthType.of(config.getString(ConnectionConfig.AUTH_TYPE))) {
      case BASIC -> name(config);
      case API_KEY -> "key " + AuthenticationSettings.secret(config, ConnectionConfig.API_KEY);
      case MTLS -> "certificate " + certificate(config);
      case OAUTH2 -> oauth2(config);
    };
  }

  private static String name(AbstractConfig config) {
    return "name " + upperCaseIsNone(config.getString(ConnectionConfig.USERNAME));
  }

  /** ServiceNow does not tell it from lower case in a user's name, nor anybody in a host's. */
  private static String upperCaseIsNone(Object text) {
    return String.valueOf(text).toLowerCase(Locale.ROOT);
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
