/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.check.InstanceCheck;
import io.snbridge.common.config.CheckedConfig;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.common.config.ConfigFingerprint;
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.connect.TaskOrigin;
import io.snbridge.common.connect.Version;
import io.snbridge.common.keys.UnknownKeys;
import io.snbridge.sink.config.CrossFieldChecks;
import io.snbridge.sink.config.SinkConfig;
import io.snbridge.sink.config.SinkConnectorKeys;
import io.snbridge.sink.validation.ConfiguredTables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** Writes the records of Kafka topics to ServiceNow tables. */
public final class ServiceNowSinkConnector extends SinkConnector {

  private static final UnknownKeys UNKNOWN_KEYS = UnknownKeys.of(new SinkConnectorKeys());

  private Map<String, String> settings = Map.of();

  @Override
  public String version() {
    return Version.version();
  }

  @Override
  public ConfigDef config() {
    return SinkConfig.DEFINITION;
  }

  /**
   * Each key by itself, then those that must fit each other, then what the instance says of them;
   * every error on its own key. Placeholders of config providers have their values already.
   */
  @Override
  public Config validate(Map<String, String> settings) {
    Map<String, String> given = CheckedConfig.withoutNulls(settings);
    Map<String, ConfigValue> values = CheckedConfig.of(config(), given);
    UNKNOWN_KEYS.check(given, values);
    ConnectionConfig.check(values);
    CrossFieldChecks.check(given, values);
    ConfigErrors errors = new ConfigErrors(values, given);
    InstanceCheck.run(errors, ConfiguredTables.reach(), ConfiguredTables.questions(errors));
    return CheckedConfig.answer(values);
  }

  @Override
  public void start(Map<String, String> settings) {
    Map<String, String> given = new HashMap<>(settings);
    given.put(TaskOrigin.CONFIGURATION, ConfigFingerprint.of(settings));
    this.settings = Map.copyOf(given);
    UNKNOWN_KEYS.warn(settings);
  }

  @Override
  public Class<? extends Task> taskClass() {
    return ServiceNowSinkTask.class;
  }

  /** All alike; the limit of requests per second is the connector's, and shared out evenly. */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    Map<String, String> task = new HashMap<>(settings);
    ConnectionConfig.shareRate(
        task, new SinkConfig(settings).connection().maxRequestsPerSecond(), maxTasks);
    ConnectionConfig.shareHour(task, new SinkConfig(settings).connection(), maxTasks);
    return IntStream.range(0, maxTasks)
        .mapToObj(
            number -> {
              Map<String, String> numbered = new HashMap<>(task);
              numbered.put(ConnectorMetrics.TASK_NUMBER, Integer.toString(number));
              return Map.copyOf(numbered);
            })
        .toList();
  }

  @Override
  public void stop() {}
}
