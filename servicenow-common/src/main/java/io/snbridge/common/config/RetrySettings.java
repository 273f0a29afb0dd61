/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * How requests are tried again.
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
        Duration.ofMillis(config.getLong(ConnectionConfig.RETRY_INITIAL_BACKOFF_MS)),
        Duration.ofMillis(config.getLong(ConnectionConfig.RETRY_MAX_BACKOFF_MS)),
        Optional.of(Duration.ofMillis(config.getLong(ConnectionConfig.RETRY_TIMEOUT_MS)))
            .filter(timeout -> !timeout.isNegative()),
        Duration.ofMillis(config.getInt(ConnectionConfig.REQUEST_TIMEOUT_MS)));
  }
}
