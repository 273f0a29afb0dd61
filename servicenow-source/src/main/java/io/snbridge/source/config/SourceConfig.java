/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.config.ConnectionConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;

/**
 * The connector's settings as values.
 *
 * @param connection what {@link ConnectionConfig} needs
 * @param entries of {@code tables}
 * @param tables the tables to read: of a task config the task's, else all that have a name there;
 *     those that only a pattern gives are not known here
 */
public record SourceConfig(
    AbstractConfig connection, TableSelection entries, List<TableConfig> tables) {

  /** Seldom enough for a log, and soon enough for who gives a role back. */
  private static final Duration TRIED_AFTERWARDS = Duration.ofMinutes(10);

  /** How long a refused table is tried again. */
  public RetryBudget retryBudget() {
    long refused = connection.getLong(SourceKeys.REFUSED_TIMEOUT);
    long retry = connection.getLong(ConnectionConfig.RETRY_TIMEOUT_MS);
    return new RetryBudget(
        Duration.ofMillis(retry < 0 ? refused : Math.min(retry, refused)),
        Duration.ofMillis(connection.getLong(ConnectionConfig.RETRY_INITIAL_BACKOFF_MS)),
        Duration.ofMillis(connection.getLong(ConnectionConfig.RETRY_MAX_BACKOFF_MS)),
        connection.getString(SourceKeys.REFUSED_TABLE).equalsIgnoreCase("continue")
            ? Optional.of(TRIED_AFTERWARDS)
            : Optional.empty());
  }

  /** What the tables of a task have together. */
  public ReadLimits limits() {
    return new ReadLimits(
        ConnectionConfig.maxConcurrentRequests(connection),
        connection.getLong(SourceKeys.MAX_PENDING_BYTES));
  }

  /** Host of the instance, as source partitions have it: lower case, whatever the user typed. */
  public String instance() {
    return URI.create(connection.getString(ConnectionConfig.URL))
        .getHost()
        .toLowerCase(Locale.ROOT);
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
    return new SourceConfig(
        config,
        entries,
        aliases.stream()
            .map(
                alias ->
                    TableConfigParser.parse(
                        alias,
                        keys.of(alias),
                        config.getString(SourceKeys.TOPIC_PREFIX),
                        ConnectionConfig.maxConcurrentRequests(config),
                        topics))
            .toList());
  }
}
