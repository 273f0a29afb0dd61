/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import io.snbridge.common.connect.Version;
import io.snbridge.common.transport.ClientSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;

/** Turns the keys into the client's types. */
final class ConnectionSettings {

  private ConnectionSettings() {}

  static ClientSettings of(AbstractConfig config, Connection connection) {
    URI url = connection.baseUrl();
    RetrySettings retries = connection.retries();
    return new ClientSettings(
        url,
        "snbridge-kafka-connect-servicenow/" + Version.version(),
        "https".equalsIgnoreCase(url.getScheme())
            ? Optional.of(TlsSettings.of(config))
            : Optional.empty(),
        proxy(config),
        Duration.ofMillis(config.getInt(ConnectionConfig.CONNECT_TIMEOUT_MS)),
        retries.requestTimeout(),
        connection.maxConcurrentRequests(),
        connection.maxRequestsPerSecond(),
        connection.hourlyLimit(),
        retries.initialBackoff(),
        retries.maxBackoff(),
        retries.timeout(),
        Duration.ZERO);
  }

  static URI baseUrl(AbstractConfig config) {
    String url = config.getString(ConnectionConfig.URL);
    return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
  }

  private static Optional<ClientSettings.Proxy> proxy(AbstractConfig config) {
    String url = config.getString(ConnectionConfig.PROXY_URL);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    String user = config.getString(ConnectionConfig.PROXY_USERNAME);
    return Optional.of(
        new ClientSettings.Proxy(
            URI.create(url),
            user.isEmpty()
                ? Optional.empty()
                : Optional.of(
                    new ClientSettings.User(
                        user, config.getPassword(ConnectionConfig.PROXY_PASSWORD).value()))));
  }
}
