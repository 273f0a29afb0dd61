/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import io.snbridge.common.config.Connection;
import io.snbridge.common.log.Words;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.sink.SinkTask;

/** For logs: what a task writes, where and how, as the settings say it; no secret. */
final class SinkSummary {

  private static final List<String> MODES =
      List.of(
          WriteApi.KEY,
          WriteKeys.METHOD,
          WriteKeys.ID_MODE,
          WriteKeys.NULL_VALUES,
          ColumnKeys.UNKNOWN,
          ConflictKeys.POLICY);

  private SinkSummary() {}

  static String of(AbstractConfig config, Connection connection) {
    return "%s to %s of %s: %s"
        .formatted(
            topics(config.originalsStrings()),
            tables(config),
            connection.describe(),
            MODES.stream()
                .map(key -> key + "=" + config.getString(key))
                .collect(Collectors.joining(", ")));
  }

  private static String topics(Map<String, String> settings) {
    String pattern = settings.get(SinkTask.TOPICS_REGEX_CONFIG);
    return pattern == null || pattern.isBlank()
        ? "topics '" + settings.getOrDefault(SinkTask.TOPICS_CONFIG, "") + "'"
        : "topics like '" + pattern + "'";
  }

  private static String tables(AbstractConfig config) {
    List<String> pairs = config.getList(RoutingKeys.TOPIC_TABLE_MAP);
    String format = "tables '" + config.getString(RoutingKeys.TABLE_NAME_FORMAT) + "'";
    return pairs.isEmpty() ? format : format + " (" + Words.of(pairs) + ")";
  }
}
