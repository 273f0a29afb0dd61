/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.GlideDateTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Half of a year, in which a zone that has daylight saving time is as far from UTC all the time.
 * Europe/London is UTC in winter, Atlantic/Azores in summer.
 */
enum Season {
  SUMMER(Month.APRIL, 6),
  WINTER(Month.NOVEMBER, 4);

  private final Month first;
  private final int months;

  /** March and October belong to none: the clocks change in them. */
  Season(Month first, int months) {
    this.first = first;
    this.months = months;
  }

  /** The season of a time. */
  static Optional<Season> of(Instant time) {
    LocalDate day = time.atOffset(ZoneOffset.UTC).toLocalDate();
    for (Season season : values()) {
      if (day.isBefore(season.end(day))) {
        return Optional.of(season);
      }
    }
    return Optional.empty();
  }

  private LocalDate begin(LocalDate today) {
    LocalDate thisYear = LocalDate.of(today.getYear(), first, 1);
    return today.isBefore(thisYear) ? thisYear.minusYears(1) : thisYear;
  }

  private LocalDate end(LocalDate today) {
    return begin(today).plusMonths(months);
  }

  /** When the last one began, which may be the present one: as queries have it. */
  String lastBegin(Instant now) {
    return text(begin(now.atOffset(ZoneOffset.UTC).toLocalDate()));
  }

  /** When that one ends or ended. */
  String lastEnd(Instant now) {
    return text(end(now.atOffset(ZoneOffset.UTC).toLocalDate()));
  }

  private static String text(LocalDate day) {
    return GlideDateTime.text(day.atStartOfDay().toInstant(ZoneOffset.UTC));
  }
}
