/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import io.snbridge.common.transport.ServiceNowClient;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** The {@code servicenow.*} keys: instance, credentials, TLS, proxy, deadlines, pacing. */
public final class ConnectionConfig {

  private ConnectionConfig() {}

  /** Adds all shared keys to a definition, and returns it. */
  public static ConfigDef addTo(ConfigDef definition) {
    throw new UnsupportedOperationException();
  }

  /** Adds an error to every key that does not fit the others, for {@code Connector.validate}. */
  public static void check(Map<String, ConfigValue> values) {
    throw new UnsupportedOperationException();
  }

  /**
   * A client for these settings. It opens no connection yet.
   *
   * @throws org.apache.kafka.common.config.ConfigException when a store or key cannot be read
   */
  public static ServiceNowClient open(AbstractConfig config) {
    throw new UnsupportedOperationException();
  }
}
