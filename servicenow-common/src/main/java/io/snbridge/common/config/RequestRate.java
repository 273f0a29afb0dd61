/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Validates a number of requests per second: none, or a rate at which requests come at all. */
record RequestRate() implements ConfigDef.Validator {

  /** Of a task, whose connector's share would be less. */
  static final double LEAST = 1.0 / 3600;

  /** The rate of each task, of which all together have the connector's. */
  static double share(double connectorRate, int tasks) {
    return Math.max(LEAST, connectorRate / tasks);
  }

  @Override
  public void ensureValid(String name, Object value) {
    double rate = ((Number) value).doubleValue();
    if (rate != 0 && !(rate >= LEAST && Double.isFinite(rate))) {
      throw new ConfigException(name, value, "must be " + this);
    }
  }

  @Override
  public String toString() {
    return "0, or at least one request an hour (0.000278)";
  }
}
