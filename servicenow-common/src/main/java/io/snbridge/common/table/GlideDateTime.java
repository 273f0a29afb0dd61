/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A date-time as ServiceNow's raw values and query literals have it: {@code yyyy-MM-dd HH:mm:ss},
 * UTC, whole seconds (KB0534905). Read and written digit by digit, because a formatter would take
 * most of the time that a record costs.
 */
public final class GlideDateTime {

  /** A zero stands for any digit. */
  private static final String SHAPE = "0000-00-00 00:00:00";

  private static final String ISO_SHAPE = "0000-00-00T00:00:00Z";

  /** With four digits. */
  private static final int LAST_YEAR = 9999;

  /** Of every stamp. */
  public static final int LENGTH = SHAPE.length();

  private GlideDateTime() {}

  /** The instant, cut to whole seconds, as text. */
  public static String text(Instant instant) {
    return written(instant, SHAPE, " ");
  }

  /** The same in ISO 8601, as {@code 2026-01-20T17:16:48Z}. */
  public static String iso(Instant instant) {
    return written(instant, ISO_SHAPE, "T");
  }

  private static String written(Instant instant, String shape, String between) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
      String end = time.getSecond() == 0 ? ":00" : "";
      return time.toString().replace("T", between) + end + shape.substring(LENGTH);
    }
    char[] text = shape.toCharArray();
    put(text, 0, 4, time.getYear());
    put(text, 5, 7, time.getMonthValue());
    put(text, 8, 10, time.getDayOfMonth());
    put(text, 11, 13, time.getHour());
    put(text, 14, 16, time.getMinute());
    put(text, 17, 19, time.getSecond());
    return new String(text);
  }

  private static void put(char[] text, int from, int to, int number) {
    int left = number;
    for (int i = to - 1; i >= from; i--) {
      text[i] = (char) ('0' + left % 10);
      left /= 10;
    }
  }

  /** The instant that a text means; empty when it is not a date-time, the empty text included. */
  public static Optional<Instant> parse(String text) {
    if (!hasShape(text)) {
      return Optional.empty();
    }
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (hour > 23 || minute > 59 || second > 59) {
      return Optional.empty();
    }
    try {
      LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
      return Optional.of(
          Instant.ofEpochSecond(((day.toEpochDay() * 24 + hour) * 60 + minute) * 60 + second));
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
