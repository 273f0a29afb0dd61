/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** ServiceNow's times of day, and which times it can hold. What a second has beyond is cut off. */
final class Stamps {

  /** Before the time of a column that holds a time of day. */
  static final String FIRST_DAY = "1970-01-01 ";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant AFTER_LAST = Instant.parse("+10000-01-01T00:00:00Z");

  private Stamps() {}

  /** Whether its year has four digits. */
  static boolean isInRange(Instant at) {
    return !at.isBefore(FIRST) && at.isBefore(AFTER_LAST);
  }

  /** Whether its year has four digits. */
  static boolean isInRange(LocalDate date) {
    return date.getYear() >= 0 && date.getYear() <= 9999;
  }

  /** {@code HH:mm:ss}. */
  static String time(LocalTime time) {
    return TIME.format(time);
  }
}
