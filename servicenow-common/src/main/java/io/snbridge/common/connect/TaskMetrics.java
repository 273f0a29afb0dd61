/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of one task, which never fail it, until it ends or its successor begins. Thread-safe.
 *
 * <p>A task that does not stop within {@code task.shutdown.graceful.timeout.ms} is given up by
 * Connect and lives on beside its successor, with the same names: the successor's values are shown,
 * and neither what the old one adds late nor its late end changes them.
 */
final class TaskMetrics implements ConnectorMetrics {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorMetrics.class);

  /** By the tags of a task: the metrics of the one that began last. Guarded by itself. */
  private static final Map<Map<String, String>, TaskMetrics> LAST = new HashMap<>();

  private final Map<String, String> task;
  private final ConnectorMetrics shown;
  private boolean ended;

  private TaskMetrics(Map<String, String> task, ConnectorMetrics shown) {
    this.task = Map.copyOf(task);
    this.shown = shown;
  }

  /**
   * Begins, and ends those of the task's predecessor.
   *
   * @param task its tags: connector and task
   * @param shown to be used by what this returns only
   */
  static ConnectorMetrics begin(Map<String, String> task, ConnectorMetrics shown) {
    TaskMetrics metrics = new TaskMetrics(task, shown);
    TaskMetrics predecessor;
    synchronized (LAST) {
      predecessor = LAST.put(metrics.task, metrics);
    }
    if (predecessor != null) {
      LOG.info("The metrics of {} are those of its new task; the old one has not ended yet", task);
      predecessor.end();
    }
    return metrics;
  }

  @Override
  public synchronized void add(
      String name, String description, Map<String, String> tags, Supplier<?> value) {
    if (ended) {
      return;
    }
    try {
      shown.add(name, description, tags, value);
    } catch (RuntimeException notShown) {
      LOG.warn("Metric '{}' {} of {} is not shown; the task continues", name, tags, task, notShown);
    }
  }

  @Override
  public void close() {
    synchronized (LAST) {
      LAST.remove(task, this);
    }
    end();
  }

  private synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    try {
      shown.close();
    } catch (RuntimeException stays) {
      LOG.warn("Metrics of {} may still be shown", task, stays);
    }
  }
}
