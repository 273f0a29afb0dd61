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

  /**
   * Of all tasks of this JVM. A task that Connect gave up ends late, when its successor is there
   * already: it must not take away what is not its own. Guarded by itself.
   */
  private static final Map<ObjectName, JmxMetrics> OWNERS = new HashMap<>();

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final Map<String, String> taskTags;

  /** Guarded by {@link #OWNERS}, as the beans' owner. */
  private final Map<ObjectName, MetricsBean> beans = new HashMap<>();

  private boolean closed;

  JmxMetrics(Map<String, String> taskTags) {
    this.taskTags = taskTags;
  }

  @Override
  public void add(String name, String description, Map<String, String> tags, Supplier<?> value) {
    synchronized (OWNERS) {
      if (closed) {
        return;
      }
      try {
        ObjectName bean = name(tags);
        if (!beans.containsKey(bean)) {
          register(bean);
        }
        beans.get(bean).add(name, description, value);
      } catch (JMException notShown) {
        LOG.warn("Metric '{}' {} is not shown by JMX", name, tags, notShown);
      }
    }
  }

  private void register(ObjectName name) throws JMException {
    if (server.isRegistered(name)) {
      server.unregisterMBean(name);
    }
    MetricsBean bean = new MetricsBean();
    server.registerMBean(bean, name);
    beans.put(name, bean);
    OWNERS.put(name, this);
  }

  @Override
  public void close() {
    synchronized (OWNERS) {
      closed = true;
      beans.keySet().stream().filter(name -> OWNERS.remove(name, this)).forEach(this::unregister);
      beans.clear();
    }
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
