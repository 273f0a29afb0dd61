/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import java.util.Map;
import java.util.Optional;

/**
 * Which task of which connector something came from, for auditors.
 *
 * @param version of this plugin
 * @param configuration the fingerprint of the connector's configuration; empty when the task was
 *     not made by its connector
 */
public record TaskOrigin(
    String connector, String task, String version, Optional<String> configuration) {

  /**
   * In a task's settings: the fingerprint of its connector's. A task cannot compute it, because its
   * own settings are not quite those of the connector.
   */
  public static final String CONFIGURATION = "configuration.fingerprint";

  /**
   * Of a task.
   *
   * @param settings the task's
   */
  public static TaskOrigin of(Map<String, String> settings) {
    return new TaskOrigin(
        settings.getOrDefault("name", "unnamed"),
        settings.getOrDefault(ConnectorMetrics.TASK_NUMBER, "0"),
        Version.version(),
        Optional.ofNullable(settings.get(CONFIGURATION)));
  }

  /** For a log line: {@code version 1.0.0, configuration 0f8c4e5b52a54f0e}. */
  public String describe() {
    return "version " + version + configuration.map(hash -> ", configuration " + hash).orElse("");
  }
}
