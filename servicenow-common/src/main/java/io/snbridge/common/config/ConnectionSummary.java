/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;

/** A connection in the words of a log line: where to, with what, how fast. Never a secret. */
final class ConnectionSummary {

  private ConnectionSummary() {}

  static String of(AbstractConfig config, Connection connection) {
    int atOnce = connection.maxConcurrentRequests();
    double rate = connection.maxRequestsPerSecond();
    return "%s with %s, %d request%s at a time, %s%s"
        .formatted(
            connection.baseUrl(),
            credentials(config),
            atOnce,
            atOnce == 1 ? "" : "s",
            rate == 0 ? "no rate limit" : "at most " + rate + " a second",
            config.getString(ConnectionConfig.PROXY_URL).isEmpty() ? "" : ", through a proxy");
  }

  private static String credentials(AbstractConfig config) {
    String type = config.getString(ConnectionConfig.AUTH_TYPE).toLowerCase(Locale.ROOT);
    return switch (AuthType.of(type)) {
      case BASIC -> type + " authentication of user '%s'".formatted(name(config));
      case OAUTH2 ->
          type
              + " authentication (%s)"
                  .formatted(config.getString(ConnectionConfig.OAUTH2_GRANT_TYPE));
      default -> type + " authentication";
    };
  }

  /** The user's name, where it is in the settings. */
  static Optional<String> user(AbstractConfig config) {
    return switch (AuthType.of(config.getString(ConnectionConfig.AUTH_TYPE))) {
      case BASIC -> Optional.of(name(config));
      case OAUTH2 ->
          switch (config.getString(ConnectionConfig.OAUTH2_GRANT_TYPE).toLowerCase(Locale.ROOT)) {
            case "password" -> Optional.of(name(config));
            case "jwt_bearer" -> Optional.of(config.getString(ConnectionConfig.JWT_SUBJECT));
            default -> Optional.empty();
          };
      case API_KEY, MTLS -> Optional.empty();
    };
  }

  private static String name(AbstractConfig config) {
    return config.getString(ConnectionConfig.USERNAME);
  }
}
