/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.connector;

import io.snbridge.common.keys.ConnectorKind;
import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/**
 * A connector's configuration.
 *
 * @param name of the connector
 * @param kind what it is
 * @param written as it stands in the file, or in Connect: with placeholders
 * @param properties as the connector gets it: with their values
 */
public record ConnectorSettings(
    String name, ConnectorKind kind, Map<String, String> written, Map<String, String> properties) {

  /** Of clients that are configured in passing: {@code consumer.override.sasl.jaas.config}. */
  private static final Pattern SECRET_KEY =
      Pattern.compile("(?i).*(password|secret|passphrase|jaas|credential|token).*");

  public ConnectorSettings {
    written = Map.copyOf(written);
    properties = Map.copyOf(properties);
  }

  /** What defines its keys. */
  public ConfigDef definition() {
    return kind == ConnectorKind.SOURCE
        ? new ServiceNowSourceConnector().config()
        : new ServiceNowSinkConnector().config();
  }

  /** The values that nobody may be shown: those of passwords, and of keys that sound like one. */
  public Set<String> secrets() {
    ConfigDef definition = definition();
    Set<String> secrets = new TreeSet<>();
    properties.forEach(
        (key, value) -> {
          ConfigDef.ConfigKey known = definition.configKeys().get(key);
          boolean isSecret =
              known == null
                  ? SECRET_KEY.matcher(key).matches()
                  : known.type == ConfigDef.Type.PASSWORD;
          if (isSecret) {
            secrets.add(value);
          }
        });
    return secrets;
  }

  /** Of other settings, a client's say: the values of keys that sound like passwords. */
  public static Set<String> secretsOf(Map<String, String> settings) {
    Set<String> secrets = new TreeSet<>();
    settings.forEach(
        (key, value) -> {
          if (SECRET_KEY.matcher(key).matches()) {
            secrets.add(value);
          }
        });
    return secrets;
  }

  /** Does not show the values: some are secret. */
  @Override
  public String toString() {
    return "ConnectorSettings[" + name + ", " + kind + "]";
  }
}
