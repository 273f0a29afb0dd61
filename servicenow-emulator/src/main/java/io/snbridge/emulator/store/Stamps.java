/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Date-times as ServiceNow stores them: whole seconds, UTC, no zone (KB0534905). */
public final class Stamps {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private Stamps() {}

  /** An instant as a stored value; the fraction of the second is cut off. */
  public static String of(Instant instant) {
    return FORMAT.format(instant.atOffset(ZoneOffset.UTC));
  }

  /** A value that is written in a zone, as it is stored; empty when it is no date-time. */
  public static Optional<String> toUtc(String value, ZoneId zone) {
    return parse(value).map(local -> of(local.atZone(zone).toInstant()));
  }

  /** A stored value as a zone shows it; anything that is no date-time stays as it is. */
  public static String inZone(String value, ZoneId zone) {
    return parse(value)
        .map(local -> FORMAT.format(local.atOffset(ZoneOffset.UTC).atZoneSameInstant(zone)))
        .orElse(value);
  }

  /** The instant of a stored value; empty when it is no date-time. */
  public static Optional<Instant> instant(String value) {
    return parse(value).map(local -> local.toInstant(ZoneOffset.UTC));
  }

  private static Optional<LocalDateTime> parse(String value) {
    try {
      String full = value.length() == 10 ? value + " 00:00:00" : value;
      return Optional.of(LocalDateTime.parse(full, FORMAT));
    } catch (DateTimeParseException notADateTime) {
      return Optional.empty();
    }
  }
}
