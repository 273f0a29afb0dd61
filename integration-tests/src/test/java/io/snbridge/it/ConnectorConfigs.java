/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.Connector;

/** What the connectors say of a configuration that somebody may copy. */
final class ConnectorConfigs {

  private ConnectorConfigs() {}

  /** Whether it is one of ours; a benchmark measures against others. */
  static boolean isOurs(Map<String, String> config) {
    String type = String.valueOf(config.get("connector.class"));
    return type.equals(ServiceNowSourceConnector.class.getName())
        || type.equals(ServiceNowSinkConnector.class.getName());
  }

  /**
   * All errors, without asking an instance; references to secrets count as replaced, as a worker
   * does before it asks a connector.
   *
   * @param config of one of our connectors, which its class says
   */
  static List<String> errors(Map<String, String> config) {
    Connector connector =
        config.get("connector.class").equals(ServiceNowSinkConnector.class.getName())
            ? new ServiceNowSinkConnector()
            : new ServiceNowSourceConnector();
    Map<String, String> offline = new HashMap<>(config);
    offline.replaceAll((key, value) -> value.replaceAll("\\$\\{\\w+:[^}]+}", "secret"));
    offline.put("servicenow.validation.timeout.ms", "0");
    return connector.validate(offline).configValues().stream()
        .flatMap(value -> value.errorMessages().stream())
        .toList();
  }
}
