/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * Keys and values that are part of the public interface and that this version does not do: refused
 * with a clear word, because ignoring them would do something else than was asked for.
 */
final class NotYet {

  /** Behind everything that can be used. */
  private static final int LAST = 100;

  private NotYet() {}

  static void define(ConfigDef keys) {
    for (String key : new String[] {"id.lookup.fields"}) {
      keys.define(
          key,
          ConfigDef.Type.STRING,
          null,
          unset(),
          Importance.LOW,
          "Not supported by this version.",
          SinkConfig.GROUP,
          LAST,
          ConfigDef.Width.SHORT,
          key);
    }
  }

  /** One of the words supported; words of later versions get an error of their own. */
  static Validator oneOf(Set<String> now, Set<String> later) {
    return LambdaValidator.with(
        (key, value) -> {
          String word = String.valueOf(value).toLowerCase(Locale.ROOT);
          if (!now.contains(word)) {
            throw new ConfigException(
                key,
                value,
                (later.contains(word) ? "not supported by this version; " : "")
                    + "must be one of "
                    + new TreeSet<>(now));
          }
        },
        () -> "one of " + new TreeSet<>(now));
  }

  private static Validator unset() {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null) {
            throw new ConfigException(key, value, "not supported by this version; remove it");
          }
        },
        () -> "not set");
  }
}
