/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Validates that a number lies between two others, which it does not reach. */
record ExclusiveRange(double low, double high) implements ConfigDef.Validator {

  @Override
  public void ensureValid(String name, Object value) {
    double number = ((Number) value).doubleValue();
    if (!(number > low && number < high)) {
      throw new ConfigException(name, value, "must be " + this);
    }
  }

  @Override
  public String toString() {
    return "more than " + low + " and less than " + high;
  }
}
