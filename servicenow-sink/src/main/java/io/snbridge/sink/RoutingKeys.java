/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyGroup;
import io.snbridge.sink.record.TableNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * Which table a record goes to.
 *
 * @param nameFormat of the table of a topic
 * @param tables by topic; they win over the format
 * @param header in which a record names its table; empty when none does
 * @param allowed when not empty, all tables that may be written to
 */
record RoutingKeys(
    String nameFormat, Map<String, String> tables, Optional<String> header, Set<String> allowed) {

  static final String TABLE_NAME_FORMAT = "table.name.format";
  static final String TOPIC_TABLE_MAP = "topic.table.map";
  static final String TABLE_HEADER = "table.header";
  static final String TABLE_ALLOWLIST = "table.allowlist";

  static void define(KeyGroup group) {
    group.add(
        TABLE_NAME_FORMAT,
        ConfigDef.Type.STRING,
        TableNames.TOPIC,
        Validators.tableNameFormat(),
        HIGH,
        "Table name format",
        "Name of the table that a topic's records are written to. ${topic} stands for the topic's"
            + " name after transforms. A record is refused if its topic does not result in a"
            + " valid table name (a letter, then letters, digits and _).");
    group.add(
        TOPIC_TABLE_MAP,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.pairs("topic:table", TableNames::isValid),
        HIGH,
        "Tables of topics",
        "Tables of individual topics, as a list of topic:table. It takes precedence over"
            + " table.name.format.");
    group.add(
        TABLE_HEADER,
        ConfigDef.Type.STRING,
        null,
        new ConfigDef.NonEmptyString(),
        MEDIUM,
        "Table header",
        "Name of the header in which a record names its table. The table must be in"
            + " table.allowlist, spelled as it is there; a record that names another one is"
            + " refused. A record without the header goes to its topic's table. If a record has"
            + " the header several times, the last one counts.");
    group.add(
        TABLE_ALLOWLIST,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.tables(),
        MEDIUM,
        "Tables allowed",
        "Tables that may be written to. A record for another table is refused, whatever names"
            + " that table. Empty: all tables, but table.header needs a list.");
  }

  static RoutingKeys of(AbstractConfig config) {
    return new RoutingKeys(
        config.getString(TABLE_NAME_FORMAT),
        Pairs.of(config.getList(TOPIC_TABLE_MAP)),
        Settings.text(config, TABLE_HEADER),
        Set.copyOf(config.getList(TABLE_ALLOWLIST)));
  }

  /** Whether the keys fit each other. Those with errors of their own are left alone. */
  static void check(Map<String, String> settings, Map<String, ConfigValue> values) {
    topicsHaveTables(settings, values);
    headerHasAllowedTables(values);
    mappedTablesAreAllowed(values);
  }

  private static void topicsHaveTables(
      Map<String, String> settings, Map<String, ConfigValue> values) {
    String topics = settings.get(SinkTask.TOPICS_CONFIG);
    ConfigValue format = values.get(TABLE_NAME_FORMAT);
    Optional<List<String>> pairs = list(values.get(TOPIC_TABLE_MAP));
    // A transform may rename topics; a header may name the table, or the topic of a dead letter.
    // Then only the records tell.
    boolean recordsTell =
        isSet(settings.get("transforms"))
            || isSet(settings.get(TABLE_HEADER))
            || Boolean.parseBoolean(settings.get(ErrorKeys.REPLAY_DEAD_LETTERS));
    if (!isSet(topics) || pairs.isEmpty() || recordsTell || hasErrors(format)) {
      return;
    }
    TableNames names = new TableNames((String) format.value(), Pairs.of(pairs.get()));
    for (String topic : topics.split(",", -1)) {
      try {
        names.table(topic.strip());
      } catch (DataException notATable) {
        format.addErrorMessage(notATable.getMessage());
      }
    }
  }

  private static void headerHasAllowedTables(Map<String, ConfigValue> values) {
    ConfigValue header = values.get(TABLE_HEADER);
    Optional<List<String>> allowed = list(values.get(TABLE_ALLOWLIST));
    if (!hasErrors(header) && header.value() != null && allowed.filter(List::isEmpty).isPresent()) {
      values
          .get(TABLE_ALLOWLIST)
          .addErrorMessage(
              "required with "
                  + TABLE_HEADER
                  + ", because a record may name only tables of this list: list them");
    }
  }

  private static void mappedTablesAreAllowed(Map<String, ConfigValue> values) {
    Optional<List<String>> allowed = list(values.get(TABLE_ALLOWLIST));
    Optional<List<String>> pairs = list(values.get(TOPIC_TABLE_MAP));
    if (pairs.isEmpty() || allowed.isEmpty() || allowed.get().isEmpty()) {
      return;
    }
    TreeSet<String> others = new TreeSet<>(Pairs.of(pairs.get()).values());
    others.removeAll(allowed.get());
    if (!others.isEmpty()) {
      values
          .get(TOPIC_TABLE_MAP)
          .addErrorMessage(
              "%s are not in %s: add them there, or map to other tables"
                  .formatted(others, TABLE_ALLOWLIST));
    }
  }

  private static boolean isSet(String text) {
    return text != null && !text.isBlank();
  }

  private static boolean hasErrors(ConfigValue value) {
    return value == null || !value.errorMessages().isEmpty();
  }

  @SuppressWarnings("unchecked") // ConfigDef parsed it as ConfigDef.Type.LIST
  private static Optional<List<String>> list(ConfigValue value) {
    return hasErrors(value) ? Optional.empty() : Optional.of((List<String>) value.value());
  }
}
