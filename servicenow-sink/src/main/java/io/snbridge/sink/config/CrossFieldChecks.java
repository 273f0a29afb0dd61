/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkTask;

/** Checks of keys that must fit each other. Keys with errors of their own are left alone. */
public final class CrossFieldChecks {

  private CrossFieldChecks() {}

  public static void check(Map<String, String> settings, Map<String, ConfigValue> values) {
    check(new CheckedValues(settings, values));
  }

  private static void check(CheckedValues values) {
    UnsupportedCombinations.check(values);
    RoutingKeys.check(values);
    FieldKeys.check(values);
    ConflictKeys.check(values);
    CollapseKeys.check(values);
    LookupKeys.check(values);
    hasBrokersAndIsNotRead(values, ReportKeys.TOPIC);
    hasBrokersAndIsNotRead(values, ReportKeys.FAILURE_TOPIC);
    hasBrokersAndIsNotRead(values, ReviewKeys.TOPIC);
  }

  private static void hasBrokersAndIsNotRead(CheckedValues values, String key) {
    if (!values.isSound(key) || !values.isSet(key)) {
      return;
    }
    if (!values.isSet(ReportKeys.BOOTSTRAP_SERVERS)) {
      values.errorIfSound(
          ReportKeys.BOOTSTRAP_SERVERS,
          "required with " + key + ": Connect does not share its producer with sinks");
    }
    if (isRead(values.text(key), values)) {
      values.error(
          key,
          "the connector also reads this topic (topics, topics.regex), so it would write its own"
              + " messages to ServiceNow: name another topic");
    }
  }

  private static boolean isRead(String topic, CheckedValues values) {
    if (values.isGiven(SinkTask.TOPICS_CONFIG)) {
      return List.of(values.given(SinkTask.TOPICS_CONFIG).strip().split("\\s*,\\s*", -1))
          .contains(topic);
    }
    try {
      return values.isGiven(SinkTask.TOPICS_REGEX_CONFIG)
          && Pattern.matches(values.given(SinkTask.TOPICS_REGEX_CONFIG), topic);
    } catch (PatternSyntaxException notOurs) {
      return false; // Connect says so itself.
    }
  }
}
