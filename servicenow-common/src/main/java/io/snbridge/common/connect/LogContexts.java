/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import io.snbridge.common.log.LogContext;
import java.util.Map;

/** Whose the log lines and threads of a task, a connector and a validation are. */
public final class LogContexts {

  private LogContexts() {}

  /**
   * To be called on the task's own thread, which has its context from Connect.
   *
   * @param kind {@code source} or {@code sink}
   * @param settings the task's, with {@code name} and {@value ConnectorMetrics#TASK_NUMBER}
   */
  public static LogContext ofTask(String kind, Map<String, String> settings) {
    String task = settings.getOrDefault(ConnectorMetrics.TASK_NUMBER, "0");
    return LogContext.current(owner(kind, settings) + "-" + task);
  }

  /** To be called where Connect starts the connector: {@code [orders|worker] }. */
  public static LogContext ofConnector(String kind, Map<String, String> settings) {
    return LogContext.current(owner(kind, settings));
  }

  /**
   * Connect's {@code LoggingContext} knows a scope {@code validate}, and no version sets it (read
   * in 3.9.2 and 4.3.1): a validation's thread has no context.
   */
  public static LogContext ofValidation(Map<String, String> settings) {
    return LogContext.of(owner("check", settings), "[" + name(settings) + "|validate] ");
  }

  private static String owner(String kind, Map<String, String> settings) {
    return "servicenow-" + kind + "-" + name(settings);
  }

  private static String name(Map<String, String> settings) {
    return settings.getOrDefault("name", "unnamed");
  }
}
