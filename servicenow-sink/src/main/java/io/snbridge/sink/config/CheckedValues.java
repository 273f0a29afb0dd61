/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import io.snbridge.common.config.CheckedConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;

/**
 * The values of a validation, for checks of keys that must fit each other. A value that its own
 * validator refuses is still there; one that cannot be parsed is null.
 *
 * @param settings as they were given, with Connect's own
 * @param values of all keys, with the errors so far
 */
record CheckedValues(Map<String, String> settings, Map<String, ConfigValue> values) {

  /** Whether a key has no error so far. */
  boolean isSound(String key) {
    return value(key).errorMessages().isEmpty();
  }

  boolean isSet(String key) {
    return value(key).value() != null;
  }

  boolean isTrue(String key) {
    return Boolean.TRUE.equals(value(key).value());
  }

  /** {@code "null"} when there is none. */
  String text(String key) {
    return String.valueOf(value(key).value());
  }

  /** In lower case; {@code "null"} when there is none. */
  String word(String key) {
    return text(key).toLowerCase(Locale.ROOT);
  }

  /** Of a key of type list; empty when there is none. */
  @SuppressWarnings("unchecked") // ConfigDef parsed it as ConfigDef.Type.LIST
  List<String> list(String key) {
    List<String> list = (List<String>) value(key).value();
    return list == null ? List.of() : list;
  }

  /** Of Connect's own, too. */
  boolean isGiven(String key) {
    return !given(key).isBlank();
  }

  /** As it was typed; empty when it was not. Of Connect's own, too. */
  String given(String key) {
    String text = settings.get(key);
    return text == null ? "" : text;
  }

  private ConfigValue value(String key) {
    return CheckedConfig.value(values, key);
  }

  void error(String key, String message) {
    value(key).addErrorMessage(message);
  }

  /** Unless the key has an error already. */
  void errorIfSound(String key, String message) {
    if (isSound(key)) {
      error(key, message);
    }
  }
}
