/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/** Says of a failure which connection keys it is about. */
public final class ConnectionFaults {

  private final AbstractConfig config;
  private final ConfigErrors errors;

  ConnectionFaults(AbstractConfig config, ConfigErrors errors) {
    this.config = config;
    this.errors = errors;
  }

  /** Where they are said. */
  public ConfigErrors errors() {
    return errors;
  }

  /**
   * Stores that cannot be read, or a Java runtime that will not do; the message begins with the
   * key, or with several.
   */
  public void unreadable(ConfigException failure) {
    String message = String.valueOf(failure.getMessage());
    String first = message.split("[ :]", 2)[0];
    errors.error(config.values().containsKey(first) ? first : store(), message);
  }

  /** Reports credentials that were refused; false when they were not. */
  public boolean refusedCredentials(Reply.NotOk<?> reply) {
    if (!(reply instanceof Reply.Unauthorized<?> unauthorized)) {
      return false;
    }
    Failure failure = unauthorized.failure();
    List<String> keys = failure.status() == 407 ? proxyUser() : refused(failure);
    // On the secret, where there is one: the same error on each key would be said as often.
    errors.error(
        keys.get(Math.min(1, keys.size() - 1)),
        "The credentials were rejected, by ServiceNow or by a gateway in front of it. Check %s: %s"
            .formatted(String.join(", ", keys), failure.describe()));
    return true;
  }

  /** Reports that there is no instance at the URL; false for an instance that is only unwell. */
  public boolean notThere(Reply.NotOk<?> reply) {
    Failure failure = reply.failure();
    if ((reply instanceof Reply.Poisoned<?> && failure.isPage())
        || (reply instanceof Reply.Refused<?> && failure.status() == 404)) {
      errors.error(
          ConnectionConfig.URL,
          "No ServiceNow instance that is ready for REST requests answers at this URL: "
              + failure.describe());
      return true;
    }
    if (reply instanceof Reply.Retriable<?> && failure.status() == 0) {
      String key = unreachable(failure);
      errors.error(
          key,
          "Cannot connect, or the connection was lost. Check %s (%s), the worker's network and, with https, servicenow.ssl.truststore.*: %s"
              .formatted(key, config.getString(key), failure.describe()));
      return true;
    }
    return false;
  }

  /** The key of whoever the requests are made as. */
  public String user() {
    return "basic".equals(authType()) ? ConnectionConfig.USERNAME : ConnectionConfig.AUTH_TYPE;
  }

  private String unreachable(Failure failure) {
    if (!config.getString(ConnectionConfig.PROXY_URL).isEmpty()) {
      return ConnectionConfig.PROXY_URL;
    }
    return isToken(failure) && !config.getString(ConnectionConfig.OAUTH2_TOKEN_URL).isEmpty()
        ? ConnectionConfig.OAUTH2_TOKEN_URL
        : ConnectionConfig.URL;
  }

  private List<String> proxyUser() {
    return config.getString(ConnectionConfig.PROXY_USERNAME).isEmpty()
        ? List.of(ConnectionConfig.PROXY_USERNAME)
        : List.of(ConnectionConfig.PROXY_USERNAME, ConnectionConfig.PROXY_PASSWORD);
  }

  private List<String> refused(Failure failure) {
    return switch (authType()) {
      case "api_key" -> List.of(ConnectionConfig.API_KEY);
      case "mtls" -> List.of(store());
      case "oauth2" -> oauth2(failure);
      default -> List.of(ConnectionConfig.USERNAME, ConnectionConfig.PASSWORD);
    };
  }

  private List<String> oauth2(Failure failure) {
    if (!isToken(failure)) {
      // A token was issued, and is not what the REST API wants: nothing secret is wrong.
      return List.of(ConnectionConfig.OAUTH2_CLIENT_ID);
    }
    if (failure.status() == 404 || failure.status() == 405) {
      return List.of(ConnectionConfig.OAUTH2_TOKEN_URL);
    }
    List<String> keys =
        new ArrayList<>(
            List.of(ConnectionConfig.OAUTH2_CLIENT_ID, ConnectionConfig.OAUTH2_CLIENT_SECRET));
    switch (word(ConnectionConfig.OAUTH2_GRANT_TYPE)) {
      case "password" -> keys.addAll(List.of(ConnectionConfig.USERNAME, ConnectionConfig.PASSWORD));
      case "refresh_token" -> keys.add(ConnectionConfig.OAUTH2_REFRESH_TOKEN);
      case "jwt_bearer" -> keys.add(ConnectionConfig.JWT_SUBJECT);
      default -> {
        // The client is all there is.
      }
    }
    return keys;
  }

  /** Only tokens are asked for with a POST. */
  private static boolean isToken(Failure failure) {
    return failure.method() == Request.Method.POST;
  }

  private static String store() {
    return ConnectionConfig.SSL_PREFIX + "ssl.keystore.location";
  }

  private String authType() {
    return word(ConnectionConfig.AUTH_TYPE);
  }

  private String word(String key) {
    return config.getString(key).toLowerCase(Locale.ROOT);
  }
}
