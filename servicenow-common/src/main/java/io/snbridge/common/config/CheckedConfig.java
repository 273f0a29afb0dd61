/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** A configuration held against its definition. */
public final class CheckedConfig {

  private CheckedConfig() {}

  /**
   * A configuration as if keys without a value were not there. JSON has {@code null}, and Connect
   * adds an error for it, but asks the connector all the same (read in {@code AbstractHerder} of
   * 3.9.2 and 4.3.1).
   */
  public static Map<String, String> withoutNulls(Map<String, String> properties) {
    Map<String, String> given = new HashMap<>(properties);
    given.values().removeIf(Objects::isNull);
    return given;
  }

  /**
   * Each key's value, in the order of the definition, with its errors, each once. {@code ConfigDef}
   * repeats those of a key that is dependent on several others.
   *
   * @return mutable, for checks of keys that must fit each other
   */
  public static Map<String, ConfigValue> of(ConfigDef definition, Map<String, String> properties) {
    Map<String, ConfigValue> checked = definition.validateAll(properties);
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    definition.names().forEach(key -> values.put(key, withDistinctErrors(value(checked, key))));
    return values;
  }

  /**
   * What there is of a key that was checked.
   *
   * @param values of a whole definition, as {@code ConfigDef.validateAll} returns them
   * @throws NullPointerException for a key that is not in the definition, which is a bug
   */
  public static ConfigValue value(Map<String, ConfigValue> values, String key) {
    return Objects.requireNonNull(values.get(key), key);
  }

  /**
   * What a connector's validation answers. Every error names its key: when Connect refuses a
   * connector, it lists the errors without the keys that they are on. A key with an error is
   * visible, because a form shows no error of a field that it hides.
   */
  public static Config answer(Map<String, ConfigValue> values) {
    return new Config(values.values().stream().map(CheckedConfig::withNamedErrors).toList());
  }

  private static ConfigValue withDistinctErrors(ConfigValue checked) {
    return with(checked, checked.errorMessages().stream().distinct().toList());
  }

  private static ConfigValue withNamedErrors(ConfigValue value) {
    String key = value.name();
    ConfigValue named =
        with(
            value,
            value.errorMessages().stream()
                .map(error -> names(error, key) ? error : key + ": " + error)
                .distinct()
                .toList());
    named.visible(value.visible() || !value.errorMessages().isEmpty());
    return named;
  }

  /** At the beginning, or as ConfigDef does it: a key further on may be only part of the advice. */
  private static boolean names(String error, String key) {
    return error.startsWith(key + ":")
        || error.startsWith(key + " ")
        || error.startsWith("'" + key + "'")
        || error.startsWith("Unknown key '" + key + "'")
        || error.contains("configuration " + key + ":")
        || error.contains("configuration \"" + key + "\"");
  }

  private static ConfigValue with(ConfigValue other, List<String> errors) {
    ConfigValue value = new ConfigValue(other.name());
    value.value(other.value());
    value.recommendedValues(other.recommendedValues());
    value.visible(other.visible());
    errors.forEach(value::addErrorMessage);
    return value;
  }
}
