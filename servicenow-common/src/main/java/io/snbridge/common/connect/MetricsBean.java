/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;

/** The metrics of one set of tags as an MBean's attributes, read-only. Thread-safe. */
final class MetricsBean implements DynamicMBean {

  private record Metric(String description, Supplier<?> value) {}

  private final Map<String, Metric> metrics = new ConcurrentSkipListMap<>();

  void add(String name, String description, Supplier<?> value) {
    metrics.put(name, new Metric(description, value));
  }

  @Override
  public Object getAttribute(String name) throws AttributeNotFoundException {
    Metric metric = metrics.get(name);
    if (metric == null) {
      throw new AttributeNotFoundException("no metric '" + name + "'");
    }
    return metric.value().get();
  }

  @Override
  public AttributeList getAttributes(String[] names) {
    AttributeList attributes = new AttributeList();
    for (String name : names) {
      Metric metric = metrics.get(name);
      if (metric != null) {
        attributes.add(new Attribute(name, metric.value().get()));
      }
    }
    return attributes;
  }

  @Override
  public void setAttribute(Attribute attribute) {
    throw new UnsupportedOperationException("metrics are read-only");
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    throw new UnsupportedOperationException("metrics are read-only");
  }

  @Override
  public Object invoke(String action, Object[] parameters, String[] signature)
      throws ReflectionException {
    throw new ReflectionException(new NoSuchMethodException(action));
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    MBeanAttributeInfo[] attributes =
        metrics.entrySet().stream()
            .map(
                metric ->
                    new MBeanAttributeInfo(
                        metric.getKey(),
                        Object.class.getName(),
                        metric.getValue().description(),
                        true,
                        false,
                        false))
            .toArray(MBeanAttributeInfo[]::new);
    return new MBeanInfo(
        MetricsBean.class.getName(), "A task's metrics", attributes, null, null, null);
  }
}
