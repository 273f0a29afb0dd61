/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A time of day, which ServiceNow has as one of the first day of 1970. A date and time of any other
 * day is more than the column holds.
 */
record TimeType() implements ColumnType {

  @Override
  public Fit convert(FieldValue value, Provenance from) {
    if (value instanceof FieldValue.TimeOfDay time) {
      return fit(time.time());
    }
    if (value instanceof FieldValue.Moment moment) {
      return ofMoment(moment.at());
    }
    if (value instanceof FieldValue.Numeric numeric) {
      return number(numeric.number(), from);
    }
    if (value instanceof FieldValue.Text text) {
      return ofText(text.text().strip(), from);
    }
    return ColumnType.isNo("time of day");
  }

  private static Fit ofText(String text, Provenance from) {
    return IsoText.time(text)
        .map(TimeType::fit)
        .or(() -> IsoText.dateTime(text).map(TimeType::ofMoment))
        .or(() -> NumberText.read(text).map(number -> number(number, from)))
        .orElseGet(() -> ColumnType.isNo("time of day of the form 08:30:00"));
  }

  private static Fit number(BigDecimal number, Provenance from) {
    return Epoch.time(number, from)
        .map(TimeType::fit)
        .orElseGet(
            () ->
                new Fit.Not(
                    "is a number that could mean seconds, milliseconds or something else; use a"
                        + " schema (Time) or the form 08:30:00"));
  }

  private static Fit ofMoment(Instant at) {
    Optional<LocalTime> time =
        Optional.of(at.atOffset(ZoneOffset.UTC))
            .filter(found -> found.toLocalDate().equals(LocalDate.EPOCH))
            .map(found -> found.toLocalTime());
    return time.map(TimeType::fit)
        .orElseGet(() -> new Fit.Not("has a date, which does not fit a time of day"));
  }

  private static Fit fit(LocalTime time) {
    return new Fit.As(Stamps.FIRST_DAY + Stamps.time(time));
  }
}
