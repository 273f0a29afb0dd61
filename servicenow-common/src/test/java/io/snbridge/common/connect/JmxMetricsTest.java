/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

class JmxMetricsTest {

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  @Test
  void valuesAreAttributesOfTheNamesThatANewerConnectUses() throws Exception {
    try (ConnectorMetrics metrics = task("jmx-names")) {
      long[] rows = {7};
      metrics.add("rows-total", "Rows", Map.of("table", "incident"), () -> rows[0]);
      metrics.add("state", "Text", Map.of("table", "incident"), () -> "stream");
      metrics.add("requests-total", "Requests", Map.of(), () -> 3);
      ObjectName table =
          new ObjectName("kafka.connect:type=plugins,connector=jmx-names,task=0,table=incident");
      ObjectName task = new ObjectName("kafka.connect:type=plugins,connector=jmx-names,task=0");

      rows[0] = 8;
      assertThat(SERVER.getAttribute(table, "rows-total")).isEqualTo(8L);
      assertThat(SERVER.getAttribute(table, "state")).isEqualTo("stream");
      assertThat(SERVER.getMBeanInfo(table).getAttributes()).hasSize(2);
      assertThat(SERVER.getAttribute(task, "requests-total")).isEqualTo(3);
    }
  }

  @Test
  void whatIsNoPlainNameIsQuoted() throws Exception {
    try (ConnectorMetrics metrics = task("jmx: a,b=c*")) {
      metrics.add("rows-total", "Rows", Map.of(), () -> 1);
      assertThat(
              SERVER.isRegistered(
                  new ObjectName(
                      "kafka.connect:type=plugins,connector=%s,task=0"
                          .formatted(ObjectName.quote("jmx: a,b=c*")))))
          .isTrue();
    }
  }

  @Test
  void closedMetricsAreGone() throws Exception {
    ConnectorMetrics metrics = task("jmx-gone");
    metrics.add("rows-total", "Rows", Map.of("table", "a"), () -> 1);
    metrics.add("rows-total", "Rows", Map.of("table", "b"), () -> 1);
    metrics.close();
    assertThat(SERVER.queryNames(new ObjectName("kafka.connect:connector=jmx-gone,*"), null))
        .isEmpty();
  }

  /** Kafka's metrics count themselves, and a worker's are of the same domain. */
  @Test
  void workersOwnMBeansAreLeftAlone() throws Exception {
    ObjectName workers = new ObjectName("kafka.connect:type=kafka-metrics-count");
    JmxReporter reporter = new JmxReporter();
    try (Metrics worker =
        new Metrics(
            new MetricConfig(),
            List.of(reporter),
            Time.SYSTEM,
            new KafkaMetricsContext("kafka.connect"))) {
      for (String name : List.of("a", "b", "c")) {
        worker.addMetric(worker.metricName(name, "workers"), (config, now) -> 1);
      }
      Object count = SERVER.getAttribute(workers, "count");
      try (ConnectorMetrics metrics = task("jmx-count")) {
        metrics.add("rows-total", "Rows", Map.of(), () -> 1);
        assertThat(SERVER.getAttribute(workers, "count")).isEqualTo(count);
      }
      assertThat(SERVER.isRegistered(workers)).isTrue();
    }
  }

  private static ConnectorMetrics task(String connector) {
    return new JmxMetrics(Map.of("connector", connector, "task", "0"));
  }
}
