/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;

/**
 * Metrics of a task on a Connect that keeps none for plugins: Kafka's own metrics and reporter, so
 * that an upgrade changes no name and no dashboard. Thread-safe.
 */
final class JmxMetrics implements ConnectorMetrics {

  private static final String DOMAIN = "kafka.connect";
  private static final String GROUP = "plugins";

  private final Metrics metrics;
  private final Map<String, String> taskTags;

  JmxMetrics(Map<String, String> taskTags) {
    this.taskTags = taskTags;
    JmxReporter reporter = new JmxReporter();
    // Kafka's metrics count themselves in an MBean whose name is that of the worker's own.
    reporter.configure(
        Map.of(JmxReporter.INCLUDE_CONFIG, "kafka\\.connect:type=" + GROUP + "(,.*)?"));
    this.metrics =
        new Metrics(
            new MetricConfig(), List.of(reporter), Time.SYSTEM, new KafkaMetricsContext(DOMAIN));
  }

  @Override
  public void add(String name, String description, Map<String, String> tags, Supplier<?> value) {
    Map<String, String> all = new LinkedHashMap<>(taskTags);
    all.putAll(tags);
    MetricName metric = metrics.metricName(name, GROUP, description, all);
    metrics.addMetric(metric, (Gauge<Object>) (config, now) -> value.get());
  }

  @Override
  public void close() {
    // Not closed: that would take the worker's own count away, too. There is no thread to end.
    Set.copyOf(metrics.metrics().keySet()).stream()
        .filter(metric -> metric.group().equals(GROUP))
        .forEach(metrics::removeMetric);
  }
}
