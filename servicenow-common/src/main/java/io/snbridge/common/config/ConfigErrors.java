/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;

/**
 * What is wrong with a configuration, each error on the key that has to change. Thread-safe; what
 * comes after {@link #seal} is dropped, because the values are the caller's again.
 */
public final class ConfigErrors {

  private final Map<String, ConfigValue> values;
  private final Map<String, String> properties;
  private boolean sealed;

  /**
   * @param values of the connector's keys, as {@code ConfigDef.validateAll} returns them; errors
   *     and further keys are added
   * @param properties as they were typed
   */
  public ConfigErrors(Map<String, ConfigValue> values, Map<String, String> properties) {
    this.values = values;
    this.properties = properties;
  }

  /** Adds an error to a key, once. */
  public synchronized void error(String key, String message) {
    if (sealed) {
      return;
    }
    ConfigValue value =
        values.computeIfAbsent(
            key,
            missing ->
                new ConfigValue(missing, properties.get(missing), List.of(), new ArrayList<>()));
    if (!value.errorMessages().contains(message)) {
      value.addErrorMessage(message);
    }
  }

  /** Says what a key could be set to; of a key that is not defined nothing is said. */
  public synchronized void recommend(String key, List<?> choices) {
    if (!sealed && values.containsKey(key)) {
      values.get(key).recommendedValues(new ArrayList<>(choices));
    }
  }

  /** Whether no key that begins so has an error. */
  public synchronized boolean isSound(String prefix) {
    return values.values().stream()
        .noneMatch(value -> value.name().startsWith(prefix) && !value.errorMessages().isEmpty());
  }

  /** The property as it was typed; empty text when it was not. */
  public String property(String key) {
    return properties.getOrDefault(key, "");
  }

  /** All of them, as they were typed. */
  public Map<String, String> properties() {
    return properties;
  }

  /** Drops what comes after this. */
  public synchronized void seal() {
    sealed = true;
  }
}
