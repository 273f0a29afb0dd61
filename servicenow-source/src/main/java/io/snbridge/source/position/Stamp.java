/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Optional;

/**
 * A date-time as ServiceNow's raw values and query literals have it: {@code yyyy-MM-dd HH:mm:ss},
 * UTC, whole seconds (KB0534905).
 */
public final class Stamp {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

  private Stamp() {}

  /** The instant, cut to whole seconds, as text. */
  public static String text(Instant instant) {
    return FORMAT.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
  }

  /** The instant that a text means; empty when it is not a date-time, the empty text included. */
  public static Optional<Instant> parse(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException notAStamp) {
      return Optional.empty();
    }
  }
}
