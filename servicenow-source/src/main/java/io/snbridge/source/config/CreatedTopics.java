/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The topics that Connect creates for the connector, as {@code topic.creation.*} says (KIP-158). A
 * topic has the settings of the first group that matches it, else those of the group {@code
 * default}, never of both (read in {@code TopicCreationGroup} and {@code TopicCreation} of 3.9.2
 * and 4.3.1). What Connect would refuse is passed over here: Connect says so itself.
 */
public final class CreatedTopics {

  private static final String PREFIX = "topic.creation.";
  private static final String GROUPS = PREFIX + "groups";
  private static final String DEFAULT = "default";

  private final Map<String, String> properties;

  /**
   * @param properties the connector's
   */
  public CreatedTopics(Map<String, String> properties) {
    this.properties = properties;
  }

  CreatedTopic of(String topic) {
    String group =
        list(GROUPS)
            .filter(name -> !name.equals(DEFAULT))
            .filter(name -> isOf(name, topic))
            .findFirst()
            .orElse(DEFAULT);
    return new CreatedTopic(setting -> properties.get("%s%s.%s".formatted(PREFIX, group, setting)));
  }

  private boolean isOf(String group, String topic) {
    return matches(group + ".include", topic) && !matches(group + ".exclude", topic);
  }

  private boolean matches(String key, String topic) {
    return list(PREFIX + key).anyMatch(pattern -> matchesOne(pattern, topic));
  }

  private static boolean matchesOne(String pattern, String topic) {
    try {
      return Pattern.matches(pattern, topic);
    } catch (PatternSyntaxException refusedByConnect) {
      return false;
    }
  }

  private Stream<String> list(String key) {
    List<?> items = (List<?>) ConfigDef.parseType(key, properties.get(key), ConfigDef.Type.LIST);
    return items == null ? Stream.empty() : items.stream().map(String.class::cast);
  }
}
