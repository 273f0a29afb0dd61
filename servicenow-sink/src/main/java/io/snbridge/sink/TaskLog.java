/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.log.Words;
import io.snbridge.common.transport.ServiceNowClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a task says once: what it writes and how when it begins, what it has done when it stops. */
final class TaskLog {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowSinkTask.class);

  private static final List<String> MODES =
      List.of(
          WriteApi.KEY,
          SinkConfig.WRITE_METHOD,
          SinkConfig.ID_MODE,
          SinkConfig.NULL_VALUES,
          ColumnKeys.UNKNOWN,
          ConflictKeys.POLICY);

  private final ServiceNowClient client;
  private final Conclusions conclusions;
  private final LongSupplier nanoTime;
  private final long began;
  private final AtomicBoolean ended = new AtomicBoolean();

  private TaskLog(ServiceNowClient client, Conclusions conclusions, LongSupplier nanoTime) {
    this.client = client;
    this.conclusions = conclusions;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  /**
   * @param settings with Connect's own, which name the topics
   */
  static TaskLog begins(
      SinkConfig config,
      Map<String, String> settings,
      ServiceNowClient client,
      Conclusions conclusions) {
    LOG.info(
        "Writes {} to {} of {}: {}. {}",
        topics(settings),
        tables(config),
        ConnectionConfig.describe(config),
        MODES.stream()
            .map(key -> key + "=" + config.getString(key))
            .collect(Collectors.joining(", ")),
        conclusions.keepsRefused()
            ? "Refused records go to the dead letter queue"
            : "The task stops at a refused record, because there is no dead letter queue");
    return new TaskLog(client, conclusions, System::nanoTime);
  }

  private static String topics(Map<String, String> settings) {
    String pattern = settings.get("topics.regex");
    return pattern == null || pattern.isBlank()
        ? "topics '" + settings.getOrDefault("topics", "") + "'"
        : "topics like '" + pattern + "'";
  }

  private static String tables(SinkConfig config) {
    List<String> pairs = config.getList(RoutingKeys.TOPIC_TABLE_MAP);
    String format = "tables '" + config.getString(RoutingKeys.TABLE_NAME_FORMAT) + "'";
    return pairs.isEmpty() ? format : format + " (" + Words.of(pairs) + ")";
  }

  /** To be called when nothing is written any more; says it once. */
  void ends() {
    if (ended.compareAndSet(false, true)) {
      LOG.info(
          "Stopped after {}: {} records were written, {} refused; {}",
          Words.of(Duration.ofNanos(nanoTime.getAsLong() - began)),
          conclusions.written(),
          conclusions.refused(),
          client.traffic().describe());
    }
  }
}
