/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.cli.connector.ConnectorSettings;
import io.snbridge.cli.console.CommandException;
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.sink.MappingFactory;
import io.snbridge.sink.config.SinkConfig;
import io.snbridge.sink.config.WriteApi;
import io.snbridge.sink.record.IdMode;
import io.snbridge.sink.record.TableNames;
import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.record.OutputFormat;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.DataException;

/** Finds out from a connector's settings what is compared with what. */
final class Subjects {

  /** For a poll and a commit beside the waits that the settings name. */
  private static final Duration SLACK = Duration.ofSeconds(5);

  /** How long an instance that does not answer is asked again, in milliseconds. */
  private static final String PATIENCE = "60000";

  private final ConnectorSettings settings;
  private final KafkaOptions kafka;
  private final Map<String, String> converters;

  /**
   * @param converters their settings
   */
  Subjects(ConnectorSettings settings, KafkaOptions kafka, Map<String, String> converters) {
    this.settings = settings;
    this.kafka = kafka;
    this.converters = converters;
  }

  /**
   * A source's table and its topic.
   *
   * @param alias of the table; empty if there is only one
   * @param topic if it is not the table's own
   * @throws CommandException when a person must say more
   */
  Subject ofSource(Optional<String> alias, Optional<String> topic) {
    Map<String, String> properties = new HashMap<>(settings.properties());
    properties.put(ConnectionConfig.RETRY_TIMEOUT_MS, PATIENCE);
    SourceConfig config =
        alias
            .map(name -> SourceConfig.parse(properties, List.of(name)))
            .orElseGet(() -> SourceConfig.parse(properties));
    TableConfig table = table(config, alias);
    TopicFormat format =
        TopicFormat.of(
            converters, table.record().format() == OutputFormat.ENVELOPE, kafka.plugins());
    Optional<String> noValues = noValues(format);
    return new Subject(
        config,
        table,
        topic.orElse(table.record().topic()),
        Direction.TO_KAFKA,
        new SentRows(format, table, config.instance(), noValues.isEmpty(), isTransformed()),
        format,
        noValues,
        delays(table),
        List.of());
  }

  private static TableConfig table(SourceConfig config, Optional<String> alias) {
    if (alias.isPresent()
        && !config.entries().aliases().contains(alias.get())
        && !config.entries().matches(alias.get())) {
      throw CommandException.decide(
          "There is no table '%s' in 'tables': %s".formatted(alias.get(), config.entries()));
    }
    if (config.tables().size() != 1) {
      throw CommandException.decide(
          "Name the table with --table, by its alias: " + config.entries());
    }
    return config.tables().get(0);
  }

  private Optional<String> noValues(TopicFormat format) {
    if (isTransformed()) {
      return Optional.of("'transforms' may have changed them");
    }
    return format.hasColumns()
        ? Optional.empty()
        : Optional.of("the connector's value.converter keeps no columns apart");
  }

  private boolean isTransformed() {
    return !settings.properties().getOrDefault("transforms", "").isBlank();
  }

  private static SecondLook.Delays delays(TableConfig table) {
    Duration poll =
        Stream.of(table.pollInterval(), table.pollIntervalMax())
            .max(Duration::compareTo)
            .orElseThrow();
    Duration changes = table.settle().plus(poll).plus(SLACK);
    return new SecondLook.Delays(
        changes,
        table.deletes() == DeleteMode.NONE
            ? changes
            : table.deletesSettle().plus(poll).plus(SLACK));
  }

  /**
   * A sink's topic and its table, of which only that rows are there is compared.
   *
   * @param table its name; empty for that of the topic
   * @param topic empty if there is only one
   * @throws CommandException when a person must say more, or the sink's rows cannot be told from
   *     its records
   */
  Subject ofSink(Optional<String> table, Optional<String> topic) {
    SinkConfig sink = new SinkConfig(settings.properties());
    requireIds(sink);
    List<String> topics =
        Stream.of(settings.properties().getOrDefault("topics", "").split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    if (topic.isEmpty() && topics.size() != 1) {
      throw CommandException.decide("Name the topic with --topic: " + topics);
    }
    String from = topic.orElseGet(() -> topics.get(0));
    String into = table.orElseGet(() -> tableOf(from, sink));
    SourceConfig config = asSource(into);
    TopicFormat format = TopicFormat.of(converters, false, kafka.plugins());
    return new Subject(
        config,
        config.tables().get(0),
        from,
        Direction.TO_SERVICENOW,
        new WantedRows(format, MappingFactory.of(sink), into),
        format,
        Optional.of("of a sink, only whether rows are there is compared"),
        new SecondLook.Delays(SLACK, SLACK),
        topics.size() > 1 || topics.isEmpty()
            ? List.of("what records of other topics do to these rows was not looked at")
            : List.of());
  }

  private void requireIds(SinkConfig sink) {
    if (isTransformed()) {
      throw cannot("'transforms' may give a record another table or row");
    }
    if (!Set.of(WriteApi.TABLE, WriteApi.BATCH).contains(sink.writeApi())) {
      throw cannot("with this 'write.api' ServiceNow decides what becomes of a record");
    }
    if (sink.writes().idMode() == IdMode.LOOKUP) {
      throw cannot("with 'id.mode=lookup' no record has the id of its row");
    }
    if (sink.errors().replaysDeadLetters()) {
      throw cannot("it writes dead letters of other topics");
    }
  }

  private static CommandException cannot(String why) {
    return CommandException.decide("What this sink has written cannot be verified: " + why);
  }

  private static String tableOf(String topic, SinkConfig sink) {
    try {
      return new TableNames(sink.routing().nameFormat(), sink.routing().tables()).table(topic);
    } catch (DataException noTable) {
      throw CommandException.decide(
          "Name the table with --table: " + noTable.getMessage(), noTable);
    }
  }

  /** Rows are read as a source reads them, with the sink's connection. */
  private SourceConfig asSource(String table) {
    Map<String, String> properties = new HashMap<>();
    settings
        .properties()
        .forEach(
            (key, value) -> {
              if (key.startsWith("servicenow.")) {
                properties.put(key, value);
              }
            });
    properties.put(ConnectionConfig.RETRY_TIMEOUT_MS, PATIENCE);
    properties.put("tables", table);
    properties.put("topic.prefix", "none");
    properties.put("fields", "sys_id");
    properties.put("schema.mode", "string");
    return SourceConfig.parse(properties);
  }
}
