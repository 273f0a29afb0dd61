/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.transport.ServiceNowClient;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/**
 * How a task reaches ServiceNow and Kafka. Tests put others in their place.
 *
 * @param clients opens the client of an instance
 * @param producers makes the producer of the report topic from its settings
 */
record Connections(
    BiFunction<SinkConfig, LogContext, ServiceNowClient> clients,
    Function<Map<String, Object>, Producer<byte[], byte[]>> producers) {

  /** To the instance and the brokers that the settings name. */
  static final Connections CONFIGURED =
      new Connections(ConnectionConfig::open, ReportKeys::producer);
}
