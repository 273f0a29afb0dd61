/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import io.snbridge.metrics.PluginMetricsBridge;
import java.util.Map;
import java.util.function.Supplier;

/** Metrics that Connect keeps, from 4.1 on. Thread-safe. */
record ConnectsMetrics(PluginMetricsBridge bridge) implements ConnectorMetrics {

  @Override
  public void add(String name, String description, Map<String, String> tags, Supplier<?> value) {
    bridge.add(name, description, tags, value);
  }

  @Override
  public void close() {
    bridge.close();
  }
}
