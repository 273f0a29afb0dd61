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

  static ClientSettings of(AbstractConfig config) {
    URI url = baseUrl(config);
    return new ClientSettings(
        url,
        "snbridge-kafka-connect-servicenow/" + Version.version(),
        "https".equalsIgnoreCase(url.getScheme())
            ? Optional.of(TlsSettings.of(config))
            : Optional.empty(),
        proxy(config),
        Duration.ofMillis(config.getInt(ConnectionConfig.CONNECT_TIMEOUT_MS)),
        Duration.ofMillis(config.getInt(ConnectionConfig.REQUEST_TIMEOUT_MS)),
        config.getInt(ConnectionConfig.MAX_CONCURRENT_REQUESTS),
        config.getDouble(ConnectionConfig.MAX_REQUESTS_PER_SECOND),
        Duration.ofMillis(config.getLong(ConnectionConfig.RETRY_INITIAL_BACKOFF_MS)),
        Duration.ofMillis(config.getLong(ConnectionConfig.RETRY_MAX_BACKOFF_MS)),
        retryTimeout(config.getLong(ConnectionConfig.RETRY_TIMEOUT_MS)),
        Duration.ZERO);
  }

  static URI baseUrl(AbstractConfig config) {
    String url = config.getString(ConnectionConfig.URL);
    return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
  }

  private static Optional<Duration> retryTimeout(long millis) {
    return millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
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
