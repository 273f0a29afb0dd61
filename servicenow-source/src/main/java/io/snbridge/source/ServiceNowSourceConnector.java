/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.check.InstanceCheck;
import io.snbridge.common.config.CheckedConfig;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.common.config.ConfigFingerprint;
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.connect.LogContexts;
import io.snbridge.common.connect.TaskOrigin;
import io.snbridge.common.connect.Version;
import io.snbridge.common.keys.UnknownKeys;
import io.snbridge.common.log.LogContext;
import io.snbridge.source.config.DoorbellKeys;
import io.snbridge.source.config.HourlyNeed;
import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.SourceConnectorKeys;
import io.snbridge.source.config.SourceDefinitions;
import io.snbridge.source.config.SourceKeys;
import io.snbridge.source.config.TableRecommender;
import io.snbridge.source.config.TableSelection;
import io.snbridge.source.position.AlteredOffsets;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.validation.TableChecks;
import io.snbridge.source.validation.TableQuestions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ServiceNow tables to Kafka topics. It checks settings, spreads tables, and looks for those that
 * match patterns.
 */
public final class ServiceNowSourceConnector extends SourceConnector {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowSourceConnector.class);

  private static final UnknownKeys UNKNOWN_KEYS = UnknownKeys.of(new SourceConnectorKeys());

  private Map<String, String> properties = Map.of();
  private Optional<TableMonitor> monitor = Optional.empty();

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
    Map<String, String> given = CheckedConfig.withoutNulls(connectorProperties);
    Map<String, ConfigValue> values = CheckedConfig.of(config(), given);
    UNKNOWN_KEYS.check(given, values);
    ConnectionConfig.check(values);
    ConfigErrors errors = new ConfigErrors(values, given);
    DoorbellKeys.check(values, errors);
    ConfigValue tables = CheckedConfig.value(values, SourceKeys.TABLES);
    if (tables.errorMessages().isEmpty()) {
      List<String> aliases = new ArrayList<>();
      ((List<?>) tables.value()).forEach(alias -> aliases.add((String) alias));
      new TableChecks(TableSelection.of(aliases), values, errors).run();
    }
    InstanceCheck.run(errors, new TableRecommender(errors), TableQuestions.of(given, errors));
    if (values.values().stream().allMatch(value -> value.errorMessages().isEmpty())) {
      warnOfShortHours(SourceConfig.parse(given));
    }
    return CheckedConfig.answer(values);
  }

  /** Tables that only a pattern gives are not known, and not reckoned with. */
  private static void warnOfShortHours(SourceConfig config) {
    HourlyNeed.of(config.tables())
        .shortage(config.connection().maxRequestsPerHour())
        .ifPresent(
            shortage ->
                LOG.warn(
                    "'{}' is too small for {} tables: {}. See 'Requests' in the documentation.",
                    ConnectionConfig.MAX_REQUESTS_PER_HOUR,
                    config.tables().size(),
                    shortage));
  }

  /**
   * Begins to look for tables that match patterns, if there are any.
   *
   * @throws org.apache.kafka.common.config.ConfigException when a value is missing or wrong
   */
  @Override
  public void start(Map<String, String> connectorProperties) {
    properties = new HashMap<>(connectorProperties);
    UNKNOWN_KEYS.warn(properties);
    properties.put(TaskOrigin.CONFIGURATION, ConfigFingerprint.of(connectorProperties));
    SourceConfig config = SourceConfig.parse(properties);
    if (!config.entries().patterns().isEmpty()) {
      LogContext logs = LogContexts.ofConnector("source", properties);
      monitor = Optional.of(TableMonitor.start(config, context, logs));
    }
  }

  /**
   * Spreads the tables. Those of a pattern may not be known yet, and tasks of a former run may be
   * reading them. A distributed worker keeps these tasks when this fails, and comes again (read in
   * {@code DistributedHerder} of 3.9.2 and 4.3.1). A standalone worker has no former tasks; it
   * would hang. Connect takes an empty list as a connector without tasks.
   *
   * @throws org.apache.kafka.connect.errors.RetriableException when the tables are not known yet
   */
  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    SourceConfig config = SourceConfig.parse(properties);
    List<List<String>> spread = TableSpread.over(aliases(config), maxTasks);
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
      List<String> matched =
          offsets.keySet().stream()
              .filter(Objects::nonNull)
              .map(TablePartition::aliasOf)
              .filter(config.entries()::matches)
              .filter(alias -> !config.entries().aliases().contains(alias))
              .distinct()
              .toList();
      Map<String, PositionCodec> codecs = new HashMap<>();
      Stream.of(config, SourceConfig.parse(connectorConfig, matched))
          .flatMap(settings -> settings.tables().stream())
          .forEach(
              table -> codecs.put(table.alias(), new PositionCodec(table.scope(), table.table())));
      new AlteredOffsets(config.instance(), codecs).check(offsets);
    }
    return true;
  }

  /** Those that are named, and those of patterns that are not of a table that is named. */
  private Set<String> aliases(SourceConfig config) {
    Map<String, String> tables = new TreeMap<>();
    config.tables().forEach(table -> tables.put(table.alias(), table.table()));
    Set<String> named = Set.copyOf(tables.values());
    FormerTasks former = new FormerTasks(context, config);
    for (String match :
        monitor
            .map(found -> former.areThere() ? found.allTables() : found.tables())
            .orElse(Set.of())) {
      if (!named.contains(match)) {
        String other = tables.putIfAbsent(match, match);
        if (other != null) {
          LOG.warn(
              "Table '{}' matches a pattern of 'tables', but is not read: table '{}' already has"
                  + " that name as its alias. Give that table another alias.",
              match,
              other);
        }
      }
    }
    return tables.keySet();
  }

  private Map<String, String> taskConfig(SourceConfig config, List<String> aliases, int tasks) {
    Map<String, String> taskConfig = new HashMap<>(properties);
    taskConfig.put(SourceKeys.TASK_TABLES, String.join(",", aliases));
    ConnectionConfig.shareRate(taskConfig, config.connection().maxRequestsPerSecond(), tasks);
    ConnectionConfig.shareHour(taskConfig, config.connection(), tasks);
    return taskConfig;
  }

  @Override
  public void stop() {
    monitor.ifPresent(TableMonitor::close);
    monitor = Optional.empty();
    properties = Map.of();
  }
}
