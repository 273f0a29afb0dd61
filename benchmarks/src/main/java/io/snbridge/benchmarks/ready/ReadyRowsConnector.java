/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks.ready;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/** Gives a number of rows, as they would come from the wide table. */
public final class ReadyRowsConnector extends SourceConnector {

  private Map<String, String> properties = Map.of();

  @Override
  public void start(Map<String, String> connectorProperties) {
    properties = Map.copyOf(connectorProperties);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return ReadyRowsTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(properties);
  }

  @Override
  public void stop() {
    properties = Map.of();
  }

  @Override
  public ConfigDef config() {
    return new ConfigDef()
        .define("topic", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "Where to")
        .define("rows", ConfigDef.Type.INT, ConfigDef.Importance.HIGH, "How many")
        .define("as", ConfigDef.Type.STRING, "struct", ConfigDef.Importance.LOW, "struct or text");
  }

  @Override
  public String version() {
    return "1";
  }
}
