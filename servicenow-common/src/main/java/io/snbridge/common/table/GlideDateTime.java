/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A date-time as ServiceNow's raw values and query literals have it: {@code yyyy-MM-dd HH:mm:ss},
 * UTC, whole seconds (KB0534905). Read digit by digit, because a formatter would take most of the
 * time that a record costs.
 */
public final class GlideDateTime {

  /** A zero stands for any digit. */
  private static final String SHAPE = "0000-00-00 00:00:00";

  /** Of every stamp. */
  public static final int LENGTH = SHAPE.length();

  private GlideDateTime() {}

  /** The instant, cut to whole seconds, as text. */
  public static String text(Instant instant) {
    return local(instant).replace('T', ' ');
  }

  /** The same in ISO 8601, as {@code 2026-01-20T17:16:48Z}. */
  public static String iso(Instant instant) {
    return local(instant) + 'Z';
  }

  private static String local(Instant instant) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    return time.getSecond() == 0 ? time + ":00" : time.toString();
  }

  /** The instant that a text means; empty when it is not a date-time, the empty text included. */
  public static Optional<Instant> parse(String text) {
    if (!hasShape(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.of(
                  number(text, 0, 4),
                  number(text, 5, 7),
                  number(text, 8, 10),
                  number(text, 11, 13),
                  number(text, 14, 16),
                  number(text, 17, 19))
              .toInstant(ZoneOffset.UTC));
    } catch (DateTimeException notInTheCalendar) {
      return Optional.empty();
    }
  }

  private static boolean hasShape(String text) {
    if (text.length() != SHAPE.length()) {
      return false;
    }
    for (int i = 0; i < SHAPE.length(); i++) {
      char seen = text.charAt(i);
      char wanted = SHAPE.charAt(i);
      if (wanted == '0' ? seen < '0' || seen > '9' : seen != wanted) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
