/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;

/**
 * What a bare number means in a column of times. Those of the source connector are milliseconds,
 * days and milliseconds of the day, as Connect's logical types are. Those of anybody else are taken
 * for the same only where nothing else is likely: a number may be seconds, microseconds, or a
 * calendar date without its dashes.
 */
final class Epoch {

  private static final BigDecimal LEAST_MILLIS = new BigDecimal("100000000000");
  private static final BigDecimal MOST_MILLIS = new BigDecimal("10000000000000");
  private static final BigDecimal LEAST_DAYS = BigDecimal.valueOf(10_000);
  private static final BigDecimal MOST_DAYS = BigDecimal.valueOf(100_000);
  private static final BigDecimal LEAST_OF_DAY = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal DAY = BigDecimal.valueOf(86_400_000);

  /** More does not fit a date of four digits. */
  private static final BigDecimal LIMIT = new BigDecimal("1e18");

  private Epoch() {}

  /** A point in time; empty when the number may be something else, or is out of range. */
  static Optional<Instant> moment(BigDecimal number, Provenance from) {
    boolean isTold = from == Provenance.SOURCE_TYPED;
    return isTold || (isMillis(number) && !isCalendarMinute(number))
        ? millis(number)
        : Optional.empty();
  }

  private static Optional<Instant> millis(BigDecimal number) {
    if (number.abs().compareTo(LIMIT) >= 0) {
      return Optional.empty();
    }
    return Optional.of(Instant.ofEpochMilli(number.setScale(0, RoundingMode.FLOOR).longValue()))
        .filter(Stamps::isInRange);
  }

  /** A day; empty when the number may be something else, or is out of range. */
  static Optional<LocalDate> day(BigDecimal number, Provenance from) {
    boolean isTold = from == Provenance.SOURCE_TYPED;
    if (isTold || isBetween(number, LEAST_DAYS, MOST_DAYS)) {
      return whole(number).flatMap(Epoch::ofDay);
    }
    Optional<LocalDate> calendar =
        whole(number).map(String::valueOf).filter(Epoch::isThisAge).flatMap(IsoText::date);
    return calendar.isPresent()
        ? calendar
        : moment(number, from)
            .map(at -> LocalDate.ofEpochDay(Math.floorDiv(at.getEpochSecond(), 86_400L)));
  }

  private static Optional<LocalDate> ofDay(long day) {
    try {
      return Optional.of(LocalDate.ofEpochDay(day)).filter(Stamps::isInRange);
    } catch (DateTimeException tooFar) {
      return Optional.empty();
    }
  }

  /** A time of day; empty when the number may be something else, or is out of range. */
  static Optional<LocalTime> time(BigDecimal number, Provenance from) {
    BigDecimal least = from == Provenance.SOURCE_TYPED ? BigDecimal.ZERO : LEAST_OF_DAY;
    return number.compareTo(least) >= 0 && number.compareTo(DAY) < 0
        ? Optional.of(LocalTime.ofSecondOfDay(number.longValue() / 1000))
        : Optional.empty();
  }

  private static boolean isMillis(BigDecimal number) {
    return isBetween(number.abs(), LEAST_MILLIS, MOST_MILLIS);
  }

  /** {@code 202402110101}: as milliseconds it would be a day in 1976. */
  private static boolean isCalendarMinute(BigDecimal number) {
    return whole(number)
        .map(String::valueOf)
        .filter(text -> text.length() == 12 && isThisAge(text))
        .flatMap(text -> IsoText.dateTime(text.substring(0, 8) + "T" + text.substring(8)))
        .isPresent();
  }

  private static boolean isThisAge(String text) {
    return text.startsWith("19") || text.startsWith("20");
  }

  private static boolean isBetween(BigDecimal number, BigDecimal least, BigDecimal end) {
    return number.compareTo(least) >= 0 && number.compareTo(end) < 0;
  }

  private static Optional<Long> whole(BigDecimal number) {
    if (number.abs().compareTo(LIMIT) >= 0) {
      return Optional.empty();
    }
    BigInteger whole = number.setScale(0, RoundingMode.FLOOR).toBigInteger();
    return new BigDecimal(whole).compareTo(number) == 0
        ? Optional.of(whole.longValueExact())
        : Optional.empty();
  }
}
