/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkTask;

/** Checks of keys that must fit each other. Keys with errors of their own are left alone. */
final class CrossChecks {

  private CrossChecks() {}

  static void check(Map<String, String> settings, Map<String, ConfigValue> values) {
    LoadChecks.check(settings, values);
    RoutingKeys.check(settings, values);
    FieldKeys.check(values);
    ConflictKeys.check(values);
    CollapseKeys.check(values);
    LookupKeys.check(values);
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
      brokers.addErrorMessage(
          "required with " + key + ": Connect does not share its producer with sinks");
    }
    if (isRead((String) topic.value(), settings)) {
      topic.addErrorMessage(
          "the connector also reads this topic (topics, topics.regex), so it would write its own"
              + " messages to ServiceNow: name another topic");
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

  private static boolean isSet(String text) {
    return text != null && !text.isBlank();
  }

  private static boolean hasErrors(ConfigValue value) {
    return value == null || !value.errorMessages().isEmpty();
  }
}
