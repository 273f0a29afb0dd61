/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * With Connect's own metrics, as its WorkerTask makes them: one PluginMetricsImpl for each task.
 */
class PluginMetricsBridgeTest {

  private final Metrics ofWorker = new Metrics();
  private final PluginMetricsImpl ofOldTask = ofTask();
  private final PluginMetricsImpl ofNewTask = ofTask();

  @AfterEach
  void close() {
    ofWorker.close();
  }

  private PluginMetricsImpl ofTask() {
    return new PluginMetricsImpl(ofWorker, Map.of("connector", "orders", "task", "0"));
  }

  private static PluginMetricsBridge bridge(PluginMetricsImpl metrics) {
    return PluginMetricsBridge.of(
        (SinkTaskContext)
            Proxy.newProxyInstance(
                PluginMetricsBridgeTest.class.getClassLoader(),
                new Class<?>[] {SinkTaskContext.class},
                (context, method, arguments) -> metrics));
  }

  private Object shown(String name) {
    return ofWorker.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals(name))
        .map(metric -> metric.getValue().metricValue())
        .findFirst()
        .orElse("none");
  }

  /** What makes a task fail for good, if nobody sees to it. */
  @Test
  void connectHasEachNameOnce() {
    bridge(ofOldTask).add("rows-total", "Rows", Map.of(), () -> "old");
    PluginMetricsBridge successor = bridge(ofNewTask);
    assertThatThrownBy(() -> successor.add("rows-total", "Rows", Map.of(), () -> "new"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesOfAClosedOneAreFreeAndTheLateEndOfItsTaskTakesNothingAway() throws IOException {
    PluginMetricsBridge old = bridge(ofOldTask);
    old.add("rows-total", "Rows", Map.of("table", "a"), () -> "old");
    old.add("requests-total", "Requests", Map.of(), () -> "old");
    old.close();
    assertThat(shown("requests-total")).isEqualTo("none");
    bridge(ofNewTask).add("rows-total", "Rows", Map.of("table", "a"), () -> "new");

    old.close();
    ofOldTask.close();
    assertThat(shown("rows-total")).isEqualTo("new");
  }

  @Test
  void whatConnectHasRemovedIsNoError() throws IOException {
    PluginMetricsBridge bridge = bridge(ofOldTask);
    bridge.add("rows-total", "Rows", Map.of(), () -> 1);
    ofOldTask.close();
    assertThatCode(bridge::close).doesNotThrowAnyException();
    assertThat(shown("rows-total")).isEqualTo("none");
  }
}
