/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import io.snbridge.metrics.PluginMetricsBridge;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * The numbers that a task shows: attributes of the MBeans {@code
 * kafka.connect:type=plugins,connector=...,task=...}, whatever the version of Connect. From 4.1 on
 * Connect keeps them (KIP-877), and its metrics reporters have them; before, they are MBeans of our
 * own with the same names. No metric ever fails its task. Thread-safe.
 */
public interface ConnectorMetrics extends AutoCloseable {

  /** In a task's settings: its number. Connect does not tell a task, but the connector knows. */
  String TASK_NUMBER = "task.number";

  /**
   * Shows a value.
   *
   * @param name in Kafka's style: {@code hidden-rows-total}; documented in the monitoring guide
   * @param description with the unit
   * @param tags besides connector and task: {@code table=incident}
   * @param value a number or a text; asked whenever someone looks, on their thread, so it must be
   *     cheap and thread-safe
   */
  void add(String name, String description, Map<String, String> tags, Supplier<?> value);

  /** Shows nothing more. */
  @Override
  default void close() {}

  /** Keeps nothing. */
  static ConnectorMetrics none() {
    return (name, description, tags, value) -> {};
  }

  /**
   * The metrics of a source task.
   *
   * @param settings the task's, with {@code name} and {@value #TASK_NUMBER}
   */
  static ConnectorMetrics of(SourceTaskContext context, Map<String, String> settings) {
    return of(() -> PluginMetricsBridge.of(context), settings);
  }

  /**
   * The metrics of a sink task.
   *
   * @param settings the task's, with {@code name} and {@value #TASK_NUMBER}
   */
  static ConnectorMetrics of(SinkTaskContext context, Map<String, String> settings) {
    return of(() -> PluginMetricsBridge.of(context), settings);
  }

  private static ConnectorMetrics of(
      Supplier<PluginMetricsBridge> bridge, Map<String, String> settings) {
    Map<String, String> task = new LinkedHashMap<>();
    task.put("connector", settings.getOrDefault("name", "unnamed"));
    task.put("task", settings.getOrDefault(TASK_NUMBER, "0"));
    return TaskMetrics.begin(task, connects(bridge).orElseGet(() -> new JmxMetrics(task)));
  }

  private static Optional<ConnectorMetrics> connects(Supplier<PluginMetricsBridge> bridge) {
    try {
      return Optional.of(new ConnectsMetrics(bridge.get()));
    } catch (LinkageError | UnsupportedOperationException before41) {
      return Optional.empty();
    }
  }
}
