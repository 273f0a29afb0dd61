/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import io.snbridge.common.config.ConnectionConfig;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * How requests are tried again, as both connectors' keys say it.
 *
 * @param initialBackoff bound of the first wait
 * @param maxBackoff bound of all waits
 * @param timeout empty for ever
 * @param requestTimeout of one request
 */
public record RetrySettings(
    Duration initialBackoff,
    Duration maxBackoff,
    Optional<Duration> timeout,
    Duration requestTimeout) {

  static RetrySettings of(AbstractConfig config) {
    return new RetrySettings(
        Settings.millis(config, ConnectionConfig.RETRY_INITIAL_BACKOFF_MS),
        Settings.millis(config, ConnectionConfig.RETRY_MAX_BACKOFF_MS),
        Optional.of(Settings.millis(config, ConnectionConfig.RETRY_TIMEOUT_MS))
            .filter(timeout -> !timeout.isNegative()),
        Duration.ofMillis(config.getInt(ConnectionConfig.REQUEST_TIMEOUT_MS)));
  }
}
