/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.check.Findings;
import io.snbridge.common.check.InstanceCheck;
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.connect.Version;
import io.snbridge.source.position.AlteredOffsets;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.read.TableConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;

/** ServiceNow tables to Kafka topics. It does nothing but check settings and spread tables. */
public final class ServiceNowSourceConnector extends SourceConnector {

  private Map<String, String> properties = Map.of();

  @Override
  public String version() {
    return Version.version();
  }

  @Override
  public ConfigDef config() {
    return SourceDefinitions.connector();
  }

  /** The keys that can be set for a single table, as {@code table.<alias>.<key>}. */
  public static ConfigDef tableConfig() {
    return SourceDefinitions.table();
  }

  @Override
  public Class<? extends Task> taskClass() {
    return ServiceNowSourceTask.class;
  }

  /**
   * Reports every error at once, each on its key, the keys of single tables included: what the
   * settings say by themselves, then what the instance says of them. Placeholders of config
   * providers have their values already (read in {@code AbstractHerder} of 3.9.2 and 4.3.1).
   */
  @Override
  public Config validate(Map<String, String> connectorProperties) {
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    super.validate(connectorProperties)
        .configValues()
        .forEach(value -> values.put(value.name(), value));
    ConnectionConfig.check(values);
    ConfigValue tables = values.get(SourceKeys.TABLES);
    if (tables.errorMessages().isEmpty()) {
      List<String> aliases = new ArrayList<>();
      ((List<?>) tables.value()).forEach(alias -> aliases.add((String) alias));
      new TableChecks(aliases, connectorProperties, values).run(aliases);
    }
    Findings findings = new Findings(values, connectorProperties);
    InstanceCheck.run(
        findings, new TableChoice(findings), TableQuestions.of(connectorProperties, findings));
    return new Config(new ArrayList<>(values.values()));
  }

  @Override
  public void start(Map<String, String> connectorProperties) {
    properties = new HashMap<>(connectorProperties);
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    SourceConfig config = SourceConfig.parse(properties);
    List<String> aliases = config.tables().stream().map(TableConfig::alias).toList();
    List<List<String>> spread = TableSpread.over(aliases, maxTasks);
    return IntStream.range(0, spread.size())
        .mapToObj(
            task -> {
              Map<String, String> settings = taskConfig(config, spread.get(task), spread.size());
              settings.put(ConnectorMetrics.TASK_NUMBER, Integer.toString(task));
              return settings;
            })
        .toList();
  }

  /**
   * Supported (KIP-618): every record carries its position, Connect commits both in one
   * transaction, and a task reads on from the committed position of each snapshot range and of the
   * stream, of which ServiceNow gives the rows in a fixed order. The task keeps no other state.
   * Whole pages become transactions; a boundary of the connector's own would add nothing.
   */
  @Override
  public ExactlyOnceSupport exactlyOnceSupport(Map<String, String> connectorConfig) {
    return ExactlyOnceSupport.SUPPORTED;
  }

  /**
   * Checks what the offsets REST API is to write (KIP-875). Connect writes the offsets afterwards,
   * whatever is returned; may be called before {@link #start}, and more than once.
   *
   * @return true: whoever is told so by Connect knows that the offsets were looked at
   * @throws org.apache.kafka.connect.errors.ConnectException when one of them could not be used:
   *     says which, and why; then none is written
   */
  @Override
  public boolean alterOffsets(
      Map<String, String> connectorConfig, Map<Map<String, ?>, Map<String, ?>> offsets) {
    // A reset must be possible whatever the configuration has become.
    if (offsets.values().stream().anyMatch(Objects::nonNull)) {
      SourceConfig config = SourceConfig.parse(connectorConfig);
      Map<String, PositionCodec> codecs = new HashMap<>();
      config
          .tables()
          .forEach(
              table -> codecs.put(table.alias(), new PositionCodec(table.scope(), table.table())));
      new AlteredOffsets(config.instance(), codecs).check(offsets);
    }
    return true;
  }

  private Map<String, String> taskConfig(SourceConfig config, List<String> aliases, int tasks) {
    Map<String, String> taskConfig = new HashMap<>(properties);
    taskConfig.put(SourceKeys.TASK_TABLES, String.join(",", aliases));
    ConnectionConfig.shareRate(
        taskConfig, ConnectionConfig.maxRequestsPerSecond(config.connection()), tasks);
    return taskConfig;
  }

  @Override
  public void stop() {
    properties = Map.of();
  }
}
