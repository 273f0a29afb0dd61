/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.metrics;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.apache.kafka.connect.source.SourceTaskContext;

/**
 * A task's metrics as Connect 4.1 and later keep them (KIP-877). Connect adds the tags {@code
 * connector} and {@code task}, and removes all of them when the task ends, which a task that it has
 * given up does late; its successor cannot have the same names before. Thread-safe.
 *
 * <p>On an older Connect every method of this class throws NoSuchMethodError or
 * NoClassDefFoundError.
 */
public final class PluginMetricsBridge implements AutoCloseable {

  private final PluginMetrics metrics;
  private final Set<MetricName> added = new LinkedHashSet<>();

  private PluginMetricsBridge(PluginMetrics metrics) {
    this.metrics = metrics;
  }

  public static PluginMetricsBridge of(SourceTaskContext context) {
    return new PluginMetricsBridge(context.pluginMetrics());
  }

  public static PluginMetricsBridge of(SinkTaskContext context) {
    return new PluginMetricsBridge(context.pluginMetrics());
  }

  /**
   * Adds a metric.
   *
   * @param value asked each time that someone looks, on their thread
   * @throws IllegalArgumentException when there is one of that name and these tags
   */
  public synchronized void add(
      String name, String description, Map<String, String> tags, Supplier<?> value) {
    MetricName metric = metrics.metricName(name, description, new LinkedHashMap<>(tags));
    metrics.addMetric(metric, (Gauge<Object>) (config, now) -> value.get());
    added.add(metric);
  }

  /** Removes what was added, so that others can have the names at once. */
  @Override
  public synchronized void close() {
    for (MetricName metric : added) {
      try {
        metrics.removeMetric(metric);
      } catch (IllegalStateException | IllegalArgumentException gone) {
        // Connect has removed it already: the task has ended.
      }
    }
    added.clear();
  }
}
