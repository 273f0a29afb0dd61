/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads dates and times as ISO 8601 has them, and ServiceNow: extended and basic, with a fraction
 * or none, with an offset or none, which means UTC. A zone's name behind an offset is not looked
 * at. Other forms are not read, because day and month cannot be told apart.
 */
final class IsoText {

  private static final int LONGEST = 80;

  private static final String DATE = "(?:(\\d{4})-(\\d{2})-(\\d{2})|(\\d{4})(\\d{2})(\\d{2}))";
  private static final String FRACTION = "(?:[.,](\\d{1,9})\\d{0,9})?";
  private static final String EXTENDED = "(\\d{2}):(\\d{2})(?::(\\d{2})" + FRACTION + ")?";
  private static final String BASIC = "(\\d{2})(\\d{2})(?:(\\d{2})" + FRACTION + ")?";
  private static final String ZONE =
      "(?:(?: ?(Z|z|UTC|GMT)| ?([+-])(\\d{2})(?::?(\\d{2}))?(?::(\\d{2}))?)"
          + "(?:\\[[\\w/+-]{1,40}\\])?)?";

  private static final Pattern DATE_TIME =
      Pattern.compile(DATE + "[Tt ](?:" + EXTENDED + "|" + BASIC + ")" + ZONE);
  private static final Pattern DATE_ONLY = Pattern.compile(DATE + "Z?");
  private static final Pattern TIME_ONLY =
      Pattern.compile("(?:[Tt]?" + EXTENDED + "|[Tt]" + BASIC + ")" + ZONE);

  private static final int TIME_GROUPS = 8;

  private IsoText() {}

  /** A date with a time. */
  static Optional<Instant> dateTime(String text) {
    Matcher found = DATE_TIME.matcher(text);
    if (text.length() > LONGEST || !found.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.of(date(found), time(found, 7)).toInstant(offset(found, 7 + TIME_GROUPS)));
    } catch (DateTimeException notInTheCalendar) {
      return Optional.empty();
    }
  }

  /** A date alone. */
  static Optional<LocalDate> date(String text) {
    Matcher found = DATE_ONLY.matcher(text);
    if (text.length() > LONGEST || !found.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(date(found));
    } catch (DateTimeException notInTheCalendar) {
      return Optional.empty();
    }
  }

  /** A time alone, in UTC. */
  static Optional<LocalTime> time(String text) {
    Matcher found = TIME_ONLY.matcher(text);
    if (text.length() > LONGEST || !found.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          time(found, 1).minusSeconds(offset(found, 1 + TIME_GROUPS).getTotalSeconds()));
    } catch (DateTimeException notOnTheClock) {
      return Optional.empty();
    }
  }

  private static LocalDate date(Matcher found) {
    int first = found.group(1) == null ? 4 : 1;
    return LocalDate.of(number(found, first), number(found, first + 1), number(found, first + 2));
  }

  private static LocalTime time(Matcher found, int from) {
    int first = found.group(from) == null ? from + 4 : from;
    String fraction = found.group(first + 3);
    int nanos = fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
    return LocalTime.of(
        number(found, first), number(found, first + 1), number(found, first + 2), nanos);
  }

  private static ZoneOffset offset(Matcher found, int from) {
    String sign = found.group(from + 1);
    if (sign == null) {
      return ZoneOffset.UTC;
    }
    int direction = sign.equals("-") ? -1 : 1;
    return ZoneOffset.ofHoursMinutesSeconds(
        direction * number(found, from + 2),
        direction * number(found, from + 3),
        direction * number(found, from + 4));
  }

  private static int number(Matcher found, int group) {
    return found.group(group) == null ? 0 : Integer.parseInt(found.group(group));
  }
}
