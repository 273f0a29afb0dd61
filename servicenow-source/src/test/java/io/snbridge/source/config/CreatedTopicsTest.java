/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.record.TimestampRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreatedTopicsTest {

  private final Map<String, String> properties = new HashMap<>();

  @ParameterizedTest
  @CsvSource({
    // cleanup.policy, retention.ms, days that it keeps a record
    ",, 7",
    "delete,, 7",
    "compact,, ",
    "compact, 86400000, ",
    "'compact,delete',, 7",
    "'delete, compact', 86400000, 1",
    "COMPACT,, ",
    ", -1, ",
    ", 31536000000, 365",
    ", soon, 7"
  })
  void topicKeepsRecordsAsItsSettingsSay(String policy, String retention, Integer days) {
    properties.put("topic.creation.default.cleanup.policy", policy);
    properties.put("topic.creation.default.retention.ms", retention);

    assertThat(new CreatedTopics(properties).of("servicenow.incident").keeps())
        .isEqualTo(days == null ? TimestampRules.FOREVER : Duration.ofDays(days));
  }

  @Test
  void withoutSettingsTheBrokersDefaultIsTaken() {
    CreatedTopic topic = new CreatedTopics(Map.of()).of("servicenow.incident");

    assertThat(topic.keeps()).isEqualTo(Duration.ofDays(7));
    assertThat(topic.timestampBeforeMax()).isEmpty();
    assertThat(topic.timestampAfterMax()).isEmpty();
  }

  @Test
  void firstGroupThatMatchesHoldsAndNothingOfTheDefaultOne() {
    properties.put("topic.creation.default.cleanup.policy", "compact");
    properties.put("topic.creation.default.message.timestamp.before.max.ms", "1000");
    properties.put("topic.creation.groups", "short, long");
    properties.put("topic.creation.short.include", ".*\\.sys_.*,servicenow\\.task");
    properties.put("topic.creation.short.exclude", ".*user.*");
    properties.put("topic.creation.short.retention.ms", "3600000");
    properties.put("topic.creation.long.include", "servicenow\\.sys_user.*");
    properties.put("topic.creation.long.retention.ms", "-1");

    CreatedTopics topics = new CreatedTopics(properties);

    assertThat(topics.of("servicenow.task").keeps()).isEqualTo(Duration.ofHours(1));
    assertThat(topics.of("servicenow.task").timestampBeforeMax()).isEmpty();
    assertThat(topics.of("servicenow.sys_audit").keeps()).isEqualTo(Duration.ofHours(1));
    assertThat(topics.of("servicenow.sys_user_group").keeps()).isEqualTo(TimestampRules.FOREVER);
    assertThat(topics.of("servicenow.incident").keeps()).isEqualTo(TimestampRules.FOREVER);
    assertThat(topics.of("servicenow.incident").timestampBeforeMax())
        .contains(Duration.ofSeconds(1));
  }

  @Test
  void groupThatConnectRefusesMatchesNothing() {
    properties.put("topic.creation.groups", "broken");
    properties.put("topic.creation.broken.include", "(");
    properties.put("topic.creation.default.retention.ms", "-1");

    assertThat(new CreatedTopics(properties).of("t").keeps()).isEqualTo(TimestampRules.FOREVER);
  }

  @Test
  void limitsOfTimesAreReadInBothSpellings() {
    properties.put("topic.creation.default.message.timestamp.difference.max.ms", "2000");
    properties.put("topic.creation.default.message.timestamp.before.max.ms", "9223372036854775807");

    CreatedTopic topic = new CreatedTopics(properties).of("t");

    assertThat(topic.timestampBeforeMax()).contains(Duration.ofMillis(Long.MAX_VALUE));
    assertThat(topic.timestampAfterMax()).contains(Duration.ofSeconds(2));
  }
}
