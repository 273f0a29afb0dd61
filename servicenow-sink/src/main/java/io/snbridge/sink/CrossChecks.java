/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.sink.record.TableNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkTask;

/** Checks of keys that must fit each other. Keys with errors of their own are left alone. */
final class CrossChecks {

  private CrossChecks() {}

  static void check(Map<String, String> settings, Map<String, ConfigValue> values) {
    includedIsNotExcluded(values);
    topicsHaveTables(settings, values);
    headerHasAllowedTables(values);
    mappedTablesAreAllowed(values);
    ConflictKeys.check(values);
    CollapseKeys.check(values);
    LookupKeys.check(values);
    LoadChecks.check(settings, values);
    reportsHaveBrokersAndATopicOfTheirOwn(settings, values);
  }

  private static void reportsHaveBrokersAndATopicOfTheirOwn(
      Map<String, String> settings, Map<String, ConfigValue> values) {
    haveBrokersAndAreNotRead(settings, values, ReportKeys.TOPIC);
    haveBrokersAndAreNotRead(settings, values, ReviewKeys.TOPIC);
  }

  private static void haveBrokersAndAreNotRead(
      Map<String, String> settings, Map<String, ConfigValue> values, String key) {
    ConfigValue topic = values.get(key);
    ConfigValue brokers = values.get(ReportKeys.BOOTSTRAP_SERVERS);
    if (hasErrors(topic) || topic.value() == null) {
      return;
    }
    if (!hasErrors(brokers) && brokers.value() == null) {
      brokers.addErrorMessage("Needed for " + key + ": Connect lends a sink no producer");
    }
    if (isRead((String) topic.value(), settings)) {
      topic.addErrorMessage(
          "This connector reads it (topics, topics.regex): what it tells would be written, and told"
              + " again");
    }
  }

  private static boolean isRead(String topic, Map<String, String> settings) {
    String topics = settings.get(SinkTask.TOPICS_CONFIG);
    String regex = settings.get(SinkTask.TOPICS_REGEX_CONFIG);
    if (isSet(topics)) {
      return List.of(topics.strip().split("\\s*,\\s*", -1)).contains(topic);
    }
    try {
      return isSet(regex) && Pattern.matches(regex, topic);
    } catch (PatternSyntaxException notOurs) {
      return false; // Connect says so itself.
    }
  }

  private static void headerHasAllowedTables(Map<String, ConfigValue> values) {
    ConfigValue header = values.get(SinkConfig.TABLE_HEADER);
    Optional<List<String>> allowed = list(values.get(SinkConfig.TABLE_ALLOWLIST));
    if (!hasErrors(header) && header.value() != null && allowed.filter(List::isEmpty).isPresent()) {
      values
          .get(SinkConfig.TABLE_ALLOWLIST)
          .addErrorMessage(
              SinkConfig.TABLE_HEADER
                  + " is set, and a record may name only tables of this list: list them");
    }
  }

  private static void mappedTablesAreAllowed(Map<String, ConfigValue> values) {
    Optional<List<String>> allowed = list(values.get(SinkConfig.TABLE_ALLOWLIST));
    Optional<List<String>> pairs = list(values.get(SinkConfig.TOPIC_TABLE_MAP));
    if (pairs.isEmpty() || allowed.isEmpty() || allowed.get().isEmpty()) {
      return;
    }
    TreeSet<String> others = new TreeSet<>(SinkConfig.pairs(pairs.get()).values());
    others.removeAll(allowed.get());
    if (!others.isEmpty()) {
      values
          .get(SinkConfig.TOPIC_TABLE_MAP)
          .addErrorMessage("Not in %s: %s".formatted(SinkConfig.TABLE_ALLOWLIST, others));
    }
  }

  private static void includedIsNotExcluded(Map<String, ConfigValue> values) {
    Optional<List<String>> included = list(values.get(SinkConfig.FIELDS_INCLUDE));
    Optional<List<String>> excluded = list(values.get(SinkConfig.FIELDS_EXCLUDE));
    if (included.isPresent() && excluded.isPresent()) {
      TreeSet<String> both = new TreeSet<>(included.get());
      both.retainAll(excluded.get());
      if (!both.isEmpty()) {
        values
            .get(SinkConfig.FIELDS_EXCLUDE)
            .addErrorMessage(
                "%s also in %s: %s"
                    .formatted(
                        both.size() == 1 ? "This field is" : "These fields are",
                        SinkConfig.FIELDS_INCLUDE,
                        both));
      }
    }
  }

  private static void topicsHaveTables(
      Map<String, String> settings, Map<String, ConfigValue> values) {
    String topics = settings.get(SinkTask.TOPICS_CONFIG);
    ConfigValue format = values.get(SinkConfig.TABLE_NAME_FORMAT);
    Optional<List<String>> pairs = list(values.get(SinkConfig.TOPIC_TABLE_MAP));
    // A transform may rename topics; a header may name the table, or the topic of a dead letter.
    // Then only the records tell.
    boolean recordsTell =
        isSet(settings.get("transforms"))
            || isSet(settings.get(SinkConfig.TABLE_HEADER))
            || Boolean.parseBoolean(settings.get(SinkConfig.REPLAY_DEAD_LETTERS));
    if (!isSet(topics) || pairs.isEmpty() || recordsTell || hasErrors(format)) {
      return;
    }
    TableNames names = new TableNames((String) format.value(), SinkConfig.pairs(pairs.get()));
    for (String topic : topics.split(",", -1)) {
      try {
        names.table(topic.strip());
      } catch (DataException notATable) {
        format.addErrorMessage(notATable.getMessage());
      }
    }
  }

  private static boolean isSet(String text) {
    return text != null && !text.isBlank();
  }

  private static boolean hasErrors(ConfigValue value) {
    return value == null || !value.errorMessages().isEmpty();
  }

  @SuppressWarnings("unchecked") // ConfigDef parsed it as Type.LIST
  private static Optional<List<String>> list(ConfigValue value) {
    return hasErrors(value) ? Optional.empty() : Optional.of((List<String>) value.value());
  }
}
