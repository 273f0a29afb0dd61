/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.config.Connection;
import io.snbridge.common.config.RetrySettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * The connector's settings as values.
 *
 * @param connection to the instance
 * @param retryBudget how long a refused table is tried again
 * @param limits what the tables of a task have together
 * @param tablesRefresh how often it is looked which tables a pattern matches
 * @param doorbell whose messages have tables polled at once
 * @param entries of {@code tables}
 * @param tables the tables to read: of a task config the task's, else all that have a name there;
 *     those that only a pattern gives are not known here
 */
public record SourceConfig(
    Connection connection,
    RetryBudget retryBudget,
    ReadLimits limits,
    Duration tablesRefresh,
    DoorbellKeys doorbell,
    TableSelection entries,
    List<TableConfig> tables) {

  /** Seldom enough for a log, and soon enough for who gives a role back. */
  private static final Duration TRIED_AFTERWARDS = Duration.ofMinutes(10);

  /** Host of the instance, as source partitions have it. */
  public String instance() {
    return connection.host();
  }

  /**
   * The settings of a connector or of a task.
   *
   * @throws ConfigException when a value is missing or wrong: names the key
   */
  public static SourceConfig parse(Map<String, String> properties) {
    AbstractConfig config = new AbstractConfig(SourceDefinitions.task(), properties, false);
    List<String> ofTask = config.getList(SourceKeys.TASK_TABLES);
    TableSelection entries = TableSelection.of(config.getList(SourceKeys.TABLES));
    return parse(config, entries, ofTask.isEmpty() ? entries.aliases() : ofTask, properties);
  }

  /**
   * The same for these tables, in place of those that the settings name.
   *
   * @throws ConfigException when a value is missing or wrong: names the key
   */
  public static SourceConfig parse(Map<String, String> properties, List<String> aliases) {
    AbstractConfig config = new AbstractConfig(SourceDefinitions.task(), properties, false);
    TableSelection entries = TableSelection.of(config.getList(SourceKeys.TABLES));
    return parse(config, entries, aliases, properties);
  }

  private static SourceConfig parse(
      AbstractConfig config,
      TableSelection entries,
      List<String> aliases,
      Map<String, String> properties) {
    TableOverrides keys = new TableOverrides(entries, properties);
    CreatedTopics topics = new CreatedTopics(properties);
    Connection connection = Connection.of(config);
    return new SourceConfig(
        connection,
        retryBudget(config, connection.retries()),
        ReadLimits.of(
            connection.maxConcurrentRequests(),
            Optional.ofNullable(config.getLong(SourceKeys.MAX_PENDING_BYTES)),
            Runtime.getRuntime().maxMemory()),
        Duration.ofMillis(config.getLong(SourceKeys.TABLES_REFRESH)),
        DoorbellKeys.of(config),
        entries,
        aliases.stream()
            .map(
                alias ->
                    TableConfigParser.parse(
                        alias,
                        keys.of(alias),
                        config.getString(SourceKeys.TOPIC_PREFIX),
                        connection.maxConcurrentRequests(),
                        topics,
                        connection.baseUrl().toString()))
            .toList());
  }

  private static RetryBudget retryBudget(AbstractConfig config, RetrySettings retries) {
    Duration refused = Duration.ofMillis(config.getLong(SourceKeys.REFUSED_TIMEOUT));
    return new RetryBudget(
        retries.timeout().filter(timeout -> timeout.compareTo(refused) < 0).orElse(refused),
        retries.initialBackoff(),
        retries.maxBackoff(),
        config.getString(SourceKeys.REFUSED_TABLE).equalsIgnoreCase("continue")
            ? Optional.of(TRIED_AFTERWARDS)
            : Optional.empty());
  }
}
