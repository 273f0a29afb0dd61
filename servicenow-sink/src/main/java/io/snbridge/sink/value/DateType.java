/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** {@code yyyy-MM-dd}; of a date and time the day that it is in UTC. */
record DateType() implements ColumnType {

  @Override
  public Fit convert(FieldValue value, Provenance from) {
    if (value instanceof FieldValue.Day day) {
      return fit(day.date());
    }
    if (value instanceof FieldValue.Moment moment) {
      return fit(day(moment.at()));
    }
    if (value instanceof FieldValue.Numeric numeric) {
      return number(numeric.number(), from);
    }
    if (value instanceof FieldValue.Text text) {
      return ofText(text.text().strip(), from);
    }
    return ColumnType.isNo("date");
  }

  private static Fit ofText(String text, Provenance from) {
    Optional<LocalDate> day =
        IsoText.date(text).or(() -> IsoText.dateTime(text).map(DateType::day));
    return day.map(DateType::fit)
        .or(() -> NumberText.read(text).map(number -> number(number, from)))
        .orElseGet(() -> ColumnType.isNo("date of the form 2024-02-11"));
  }

  private static Fit number(BigDecimal number, Provenance from) {
    return Epoch.day(number, from)
        .map(DateType::fit)
        .orElseGet(
            () ->
                new Fit.Not(
                    "is a number that could mean days, a year or something else; use a schema"
                        + " (Date) or ISO 8601"));
  }

  private static LocalDate day(Instant at) {
    return at.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static Fit fit(LocalDate day) {
    return Stamps.isInRange(day)
        ? new Fit.As(day.toString())
        : new Fit.Not("is not between the years 0 and 9999");
  }
}
