/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

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
public record RoutingKeys(
    String nameFormat, Map<String, String> tables, Optional<String> header, Set<String> allowed) {

  public static final String TABLE_NAME_FORMAT = "table.name.format";
  public static final String TOPIC_TABLE_MAP = "topic.table.map";
  public static final String TABLE_HEADER = "table.header";
  public static final String TABLE_ALLOWLIST = "table.allowlist";

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
  static void check(CheckedValues values) {
    topicsHaveTables(values);
    headerHasAllowedTables(values);
    mappedTablesAreAllowed(values);
  }

  private static void topicsHaveTables(CheckedValues values) {
    // A transform may rename topics; a header may name the table, or the topic of a dead letter.
    // Then only the records tell.
    boolean recordsTell =
        values.isGiven("transforms")
            || values.isGiven(TABLE_HEADER)
            || Boolean.parseBoolean(values.given(ErrorKeys.REPLAY_DEAD_LETTERS));
    if (recordsTell
        || !values.isGiven(SinkTask.TOPICS_CONFIG)
        || !values.isSound(TOPIC_TABLE_MAP)
        || !values.isSound(TABLE_NAME_FORMAT)) {
      return;
    }
    TableNames names =
        new TableNames(values.text(TABLE_NAME_FORMAT), Pairs.of(values.list(TOPIC_TABLE_MAP)));
    for (String topic : values.given(SinkTask.TOPICS_CONFIG).split(",", -1)) {
      try {
        names.table(topic.strip());
      } catch (DataException notATable) {
        values.error(TABLE_NAME_FORMAT, String.valueOf(notATable.getMessage()));
      }
    }
  }

  private static void headerHasAllowedTables(CheckedValues values) {
    if (values.isSound(TABLE_HEADER)
        && values.isSet(TABLE_HEADER)
        && values.list(TABLE_ALLOWLIST).isEmpty()) {
      values.errorIfSound(
          TABLE_ALLOWLIST,
          "required with "
              + TABLE_HEADER
              + ", because a record may name only tables of this list: list them");
    }
  }

  private static void mappedTablesAreAllowed(CheckedValues values) {
    List<String> allowed = values.list(TABLE_ALLOWLIST);
    if (!values.isSound(TOPIC_TABLE_MAP) || !values.isSound(TABLE_ALLOWLIST) || allowed.isEmpty()) {
      return;
    }
    TreeSet<String> others = new TreeSet<>(Pairs.of(values.list(TOPIC_TABLE_MAP)).values());
    others.removeAll(allowed);
    if (!others.isEmpty()) {
      values.error(
          TOPIC_TABLE_MAP,
          "%s are not in %s: add them there, or map to other tables"
              .formatted(others, TABLE_ALLOWLIST));
    }
  }
}
