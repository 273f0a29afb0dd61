/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * Values that are part of the public interface and that this version does not do: refused with a
 * clear word, because ignoring them would do something else than was asked for.
 */
final class NotYet {

  private NotYet() {}

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
}
