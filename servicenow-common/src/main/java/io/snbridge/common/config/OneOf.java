/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * One of some words, in any case.
 *
 * @param words in lower case, as they are shown
 */
public record OneOf(List<String> words) implements ConfigDef.Validator {

  public static OneOf of(String... words) {
    return new OneOf(List.of(words));
  }

  @Override
  public void ensureValid(String name, Object value) {
    if (!words.contains(value.toString().toLowerCase(Locale.ROOT))) {
      throw new ConfigException(name, value, "must be " + this);
    }
  }

  @Override
  public String toString() {
    return "one of " + String.join(", ", words);
  }
}
