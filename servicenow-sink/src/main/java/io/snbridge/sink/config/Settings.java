/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import io.snbridge.sink.record.ValuePath;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;

/** Single settings with the types that they are used by. */
final class Settings {

  private Settings() {}

  /** Empty when the key is not set. */
  static Optional<String> text(AbstractConfig config, String key) {
    return Optional.ofNullable(config.getString(key));
  }

  /** Empty when the key is not set. */
  static Optional<ValuePath> path(AbstractConfig config, String key) {
    return text(config, key).map(dotted -> ValuePath.of(key, dotted));
  }

  /** One of the words of a key, which may be in any case. */
  static <E extends Enum<E>> E word(AbstractConfig config, String key, Class<E> words) {
    return Enum.valueOf(words, config.getString(key).toUpperCase(Locale.ROOT));
  }

  /** Of a key of type long. */
  static Duration millis(AbstractConfig config, String key) {
    return Duration.ofMillis(config.getLong(key));
  }
}
