/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {

  private static final Map<String, String> TASK = Map.of("connector", "succession", "task", "0");

  /** As Connect's: a name that is taken is refused, whoever has it. */
  private final class Strict implements ConnectorMetrics {
    private final Map<String, Object> mine = new HashMap<>();

    @Override
    public void add(String name, String description, Map<String, String> tags, Supplier<?> value) {
      if (taken.containsKey(name)) {
        throw new IllegalArgumentException("A metric named '" + name + "' already exists");
      }
      mine.put(name, value.get());
      taken.put(name, value.get());
    }

    @Override
    public void close() {
      taken.keySet().removeAll(mine.keySet());
    }
  }

  private final Map<String, Object> taken = new HashMap<>();

  private ConnectorMetrics task() {
    return TaskMetrics.begin(TASK, new Strict());
  }

  private static void add(ConnectorMetrics metrics, String name, String value) {
    metrics.add(name, "d", Map.of(), () -> value);
  }

  @Test
  void newTasksValuesAreShownBesideAnOldOneThatHasNotEnded() {
    ConnectorMetrics old = task();
    add(old, "a", "old");
    ConnectorMetrics successor = task();
    add(successor, "a", "new");
    assertThat(taken).isEqualTo(Map.of("a", "new"));

    add(old, "b", "old");
    old.close();
    assertThat(taken).isEqualTo(Map.of("a", "new"));
    successor.close();
    assertThat(taken).isEmpty();
  }

  @Test
  void oldOneThatEndsLateDoesNotMakeItsSuccessorForgotten() {
    ConnectorMetrics old = task();
    ConnectorMetrics second = task();
    add(second, "a", "second");
    old.close();
    ConnectorMetrics third = task();
    add(third, "a", "third");
    assertThat(taken).isEqualTo(Map.of("a", "third"));
    third.close();
  }

  @Test
  void metricThatCannotBeShownFailsNobody() {
    taken.put("a", "somebody else's");
    try (ConnectorMetrics metrics = task()) {
      assertThatCode(() -> add(metrics, "a", "ours")).doesNotThrowAnyException();
      add(metrics, "b", "ours");
      assertThat(taken).isEqualTo(Map.of("a", "somebody else's", "b", "ours"));
    }
  }

  @Test
  void closedOnesShowNothingMore() {
    ConnectorMetrics metrics = task();
    metrics.close();
    add(metrics, "a", "late");
    assertThat(taken).isEmpty();
  }

  @Test
  void taskThatEndsLateLeavesItsSuccessorsMBeans() throws Exception {
    ConnectorMetrics late = TaskMetrics.begin(TASK, new JmxMetrics(TASK));
    add(late, "rows-total", "old");
    try (ConnectorMetrics successor = TaskMetrics.begin(TASK, new JmxMetrics(TASK))) {
      add(successor, "rows-total", "new");
      add(late, "late-total", "old");
      late.close();
      ObjectName bean = new ObjectName("kafka.connect:type=plugins,connector=succession,task=0");
      var server = ManagementFactory.getPlatformMBeanServer();
      assertThat(server.getAttribute(bean, "rows-total")).isEqualTo("new");
      assertThat(server.getMBeanInfo(bean).getAttributes()).hasSize(1);
    }
  }
}
