/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Metrics of a task on a Connect that keeps none for plugins: MBeans with the names that a newer
 * Connect would give them, so that an upgrade changes no dashboard. Thread-safe.
 */
final class JmxMetrics implements ConnectorMetrics {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorMetrics.class);
  private static final Pattern PLAIN = Pattern.compile("[\\w-%. \t]*");

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final Map<String, String> taskTags;

  /** Guarded by this. */
  private final Map<ObjectName, MetricsBean> beans = new HashMap<>();

  JmxMetrics(Map<String, String> taskTags) {
    this.taskTags = taskTags;
  }

  @Override
  public synchronized void add(
      String name, String description, Map<String, String> tags, Supplier<?> value) {
    try {
      ObjectName bean = name(tags);
      MetricsBean known = beans.get(bean);
      MetricsBean metrics = known == null ? register(bean) : known;
      metrics.add(name, description, value);
    } catch (JMException notShown) {
      LOG.warn("Metric '{}' {} is not shown by JMX", name, tags, notShown);
    }
  }

  private MetricsBean register(ObjectName name) throws JMException {
    if (server.isRegistered(name)) {
      server.unregisterMBean(name);
    }
    MetricsBean bean = new MetricsBean();
    server.registerMBean(bean, name);
    beans.put(name, bean);
    return bean;
  }

  @Override
  public synchronized void close() {
    beans.keySet().forEach(this::unregister);
    beans.clear();
  }

  private void unregister(ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (JMException gone) {
      LOG.warn("MBean {} was not there any more", name, gone);
    }
  }

  private ObjectName name(Map<String, String> tags) throws JMException {
    Map<String, String> all = new LinkedHashMap<>(taskTags);
    all.putAll(tags);
    return new ObjectName(
        all.entrySet().stream()
            .map(tag -> tag.getKey() + "=" + quoted(tag.getValue()))
            .collect(Collectors.joining(",", "kafka.connect:type=plugins,", "")));
  }

  /** As Kafka's own JmxReporter quotes. */
  private static String quoted(String value) {
    return PLAIN.matcher(value).matches() ? value : ObjectName.quote(value);
  }
}
