/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;

/** What the chosen way to authenticate lacks, and what does not fit together. */
final class ConnectionCheck {

  /** As Connect's ConfigTransformer knows them: provider, path if there is one, key. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}:]+):(?:[^}]*:)?[^}]+}");

  private final Map<String, ConfigValue> values;

  ConnectionCheck(Map<String, ConfigValue> values) {
    this.values = values;
  }

  void run() {
    placeholders();
    authentication();
    proxy();
    backoff();
    tls();
  }

  /** Connect puts values in before it validates; what it did not know would go to the instance. */
  private void placeholders() {
    values.forEach(
        (key, value) -> {
          Matcher placeholder = PLACEHOLDER.matcher(text(key));
          if (key.startsWith(ConnectionConfig.PREFIX) && placeholder.matches()) {
            error(
                key,
                ("is a placeholder that the worker did not replace: it has no config provider '%s'"
                        + " (config.providers), or that provider has no such entry, or may not"
                        + " read there (allowed.paths)")
                    .formatted(placeholder.group(1)));
          }
        });
  }

  private void authentication() {
    String type = word(ConnectionConfig.AUTH_TYPE);
    switch (type) {
      case "basic" -> {
        require(ConnectionConfig.USERNAME, "servicenow.auth.type=basic");
        require(ConnectionConfig.PASSWORD, "servicenow.auth.type=basic");
      }
      case "api_key" -> require(ConnectionConfig.API_KEY, "servicenow.auth.type=api_key");
      case "mtls" -> certificate();
      case "oauth2" -> oauth2();
      default -> {
        // Its own validator has reported it.
      }
    }
  }

  private void certificate() {
    String location = ConnectionConfig.SSL_PREFIX + SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG;
    if (isEmpty(location)
        && isEmpty(ConnectionConfig.SSL_PREFIX + SslConfigs.SSL_KEYSTORE_KEY_CONFIG)) {
      error(
          location,
          "is required with servicenow.auth.type=mtls (or servicenow.ssl.keystore.key and"
              + " .certificate.chain)");
    }
    if (word(ConnectionConfig.URL).startsWith("http:")) {
      error(ConnectionConfig.URL, "must begin with https:// with servicenow.auth.type=mtls");
    }
  }

  private void oauth2() {
    String grant = word(ConnectionConfig.OAUTH2_GRANT_TYPE);
    String because = "servicenow.oauth2.grant.type=" + grant;
    require(ConnectionConfig.OAUTH2_CLIENT_ID, "servicenow.auth.type=oauth2");
    require(ConnectionConfig.OAUTH2_CLIENT_SECRET, "servicenow.auth.type=oauth2");
    switch (grant) {
      case "password" -> {
        require(ConnectionConfig.USERNAME, because);
        require(ConnectionConfig.PASSWORD, because);
      }
      case "refresh_token" -> require(ConnectionConfig.OAUTH2_REFRESH_TOKEN, because);
      case "jwt_bearer" -> {
        require(ConnectionConfig.JWT_SUBJECT, because);
        if (isEmpty(ConnectionConfig.JWT_PRIVATE_KEY)
            && isEmpty(ConnectionConfig.JWT_KEYSTORE_LOCATION)) {
          error(
              ConnectionConfig.JWT_PRIVATE_KEY,
              "is required with " + because + " (or servicenow.oauth2.jwt.keystore.location)");
        }
      }
      default -> {
        // client_credentials needs no more.
      }
    }
  }

  private void proxy() {
    if (!isEmpty(ConnectionConfig.PROXY_USERNAME) && isEmpty(ConnectionConfig.PROXY_URL)) {
      error(ConnectionConfig.PROXY_URL, "is required with servicenow.proxy.username");
    }
    if (isEmpty(ConnectionConfig.PROXY_USERNAME) && !isEmpty(ConnectionConfig.PROXY_PASSWORD)) {
      error(ConnectionConfig.PROXY_USERNAME, "is required with servicenow.proxy.password");
    }
  }

  private void backoff() {
    Optional<Object> initial = value(ConnectionConfig.RETRY_INITIAL_BACKOFF_MS);
    Optional<Object> max = value(ConnectionConfig.RETRY_MAX_BACKOFF_MS);
    if (initial.isPresent() && max.isPresent() && (Long) max.get() < (Long) initial.get()) {
      error(
          ConnectionConfig.RETRY_MAX_BACKOFF_MS,
          "must not be less than servicenow.retry.initial.backoff.ms");
    }
  }

  private void tls() {
    String key =
        ConnectionConfig.SSL_PREFIX + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG;
    if (values.containsKey(key) && !text(key).equalsIgnoreCase("https")) {
      error(key, "must be https: host names are always verified");
    }
  }

  private void require(String key, String because) {
    if (isEmpty(key)) {
      error(key, "is required with " + because);
    }
  }

  /** A value that its own definition refused is null here, and has an error already. */
  private void error(String key, String message) {
    ConfigValue value = values.get(key);
    if (value != null && value.errorMessages().isEmpty()) {
      value.addErrorMessage(key + " " + message);
    }
  }

  private Optional<Object> value(String key) {
    return Optional.ofNullable(values.get(key)).map(ConfigValue::value);
  }

  private boolean isEmpty(String key) {
    return text(key).isBlank();
  }

  private String word(String key) {
    return text(key).toLowerCase(Locale.ROOT);
  }

  private String text(String key) {
    return value(key)
        .map(value -> value instanceof Password secret ? secret.value() : value.toString())
        .orElse("");
  }
}
