/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import io.snbridge.common.table.GlideDateTime;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** {@code yyyy-MM-dd HH:mm:ss}, UTC. */
record DateTimeType() implements ColumnType {

  static final String DOUBTFUL_NUMBER =
      "is a number that could mean seconds, milliseconds or something else; use a schema"
          + " (Timestamp) or ISO 8601";

  @Override
  public Fit convert(FieldValue value, Provenance from) {
    if (value instanceof FieldValue.Moment moment) {
      return fit(Optional.of(moment.at()));
    }
    if (value instanceof FieldValue.Day day) {
      return fit(Optional.of(midnight(day.date())));
    }
    if (value instanceof FieldValue.Numeric numeric) {
      return number(numeric.number(), from);
    }
    if (value instanceof FieldValue.Text text) {
      return ofText(text.text().strip(), from);
    }
    return ColumnType.isNo("date and time");
  }

  private static Fit ofText(String text, Provenance from) {
    Optional<Instant> at = read(text);
    return at.isPresent()
        ? fit(at)
        : NumberText.read(text)
            .map(number -> number(number, from))
            .orElseGet(
                () ->
                    ColumnType.isNo(
                        "date and time in the form of ServiceNow (2024-02-11 01:01:01) or ISO 8601"
                            + " (2024-02-11T01:01:01Z)"));
  }

  /** A date and time, or the midnight of a date. */
  static Optional<Instant> read(String text) {
    return IsoText.dateTime(text).or(() -> IsoText.date(text).map(DateTimeType::midnight));
  }

  private static Fit number(BigDecimal number, Provenance from) {
    Optional<Instant> at = Epoch.moment(number, from);
    return at.isPresent() ? fit(at) : new Fit.Not(DOUBTFUL_NUMBER);
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  private static Fit fit(Optional<Instant> at) {
    return at.filter(Stamps::isInRange)
        .<Fit>map(found -> new Fit.As(GlideDateTime.text(found)))
        .orElseGet(() -> new Fit.Not("is not between the years 0 and 9999"));
  }
}
