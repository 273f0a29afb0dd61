/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.sink.ServiceNowSinkTask;
import io.snbridge.source.ServiceNowSourceConnector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.connector.Connector;

/**
 * Validates both connectors, and with the argument {@code start} starts a task, on whatever Java
 * runtime it has.
 */
final class TrimmedRuntimeScenario {

  private TrimmedRuntimeScenario() {}

  public static void main(String[] arguments) {
    validate(new ServiceNowSourceConnector(), config("tables", "incident", "topic.prefix", "sn"));
    Map<String, String> sink = config("topics", "incident", "id.mode", "derived");
    validate(new ServiceNowSinkConnector(), sink);
    if (List.of(arguments).contains("start")) {
      try {
        new ServiceNowSinkTask().start(sink);
      } catch (ConfigException refused) {
        System.out.println("task: " + refused.getMessage());
      }
    }
    System.exit(0);
  }

  private static Map<String, String> config(String key, String value, String other, String its) {
    Map<String, String> config = new HashMap<>(Map.of(key, value, other, its));
    config.put("name", "trimmed");
    config.put("servicenow.url", "http://127.0.0.1:1");
    config.put("servicenow.username", "user");
    config.put("servicenow.password", "password");
    return config;
  }

  private static void validate(Connector connector, Map<String, String> config) {
    connector
        .validate(config)
        .configValues()
        .forEach(value -> value.errorMessages().forEach(error -> System.out.println("! " + error)));
  }
}
