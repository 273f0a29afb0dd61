/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Optional;

/**
 * Text to dates and times, all UTC. The form is fixed, {@code yyyy-MM-dd HH:mm:ss}: read digit by
 * digit, because a formatter would take most of the time that a record costs.
 */
@SuppressWarnings("JavaUtilDate") // Connect's logical types are made of it
final class TimeText {

  private static final String EPOCH_DAY = "1970-01-01 ";

  private TimeText() {}

  static Optional<Date> date(String text) {
    return text.length() == 10
        ? day(text)
            .map(day -> new Date(day.atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli()))
        : Optional.empty();
  }

  static Optional<Date> dateTime(String text) {
    return stamp(text).map(stamp -> new Date(stamp.toInstant(ZoneOffset.UTC).toEpochMilli()));
  }

  /** A time of day, stored as one of the first day of 1970. */
  static Optional<Date> timeOfDay(String text) {
    String time = text.startsWith(EPOCH_DAY) ? text.substring(EPOCH_DAY.length()) : text;
    return time.length() == 8
        ? time(time, 0).map(clock -> new Date(clock.toSecondOfDay() * 1000L))
        : Optional.empty();
  }

  /** A duration is stored as the time that is so long after the begin of 1970. */
  static Optional<Long> seconds(String text) {
    return stamp(text).map(stamp -> stamp.toEpochSecond(ZoneOffset.UTC));
  }

  private static Optional<LocalDateTime> stamp(String text) {
    return text.length() == 19 && text.charAt(10) == ' '
        ? day(text).flatMap(day -> time(text, 11).map(day::atTime))
        : Optional.empty();
  }

  private static Optional<LocalDate> day(String text) {
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    if (year < 0 || month < 0 || day < 0 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return Optional.empty();
    }
    try {
      return Optional.of(LocalDate.of(year, month, day));
    } catch (DateTimeException notInTheCalendar) {
      return Optional.empty();
    }
  }

  private static Optional<LocalTime> time(String text, int at) {
    int hour = number(text, at, at + 2);
    int minute = number(text, at + 3, at + 5);
    int second = number(text, at + 6, at + 8);
    boolean valid = hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
    return valid
            && second >= 0
            && second < 60
            && text.charAt(at + 2) == ':'
            && text.charAt(at + 5) == ':'
        ? Optional.of(LocalTime.of(hour, minute, second))
        : Optional.empty();
  }

  /** Digits as a number, or -1. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = number * 10 + digit - '0';
    }
    return number;
  }
}
