/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import io.snbridge.common.table.GlideDateTime;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A length of time, which ServiceNow has as the time that is so long after the begin of 1970. A
 * bare number is of seconds, as the source connector writes them.
 */
record DurationType() implements ColumnType {

  /** More seconds do not fit a date of four digits. */
  private static final BigDecimal LIMIT = new BigDecimal("1e12");

  @Override
  public Fit convert(FieldValue value, Provenance from) {
    if (value instanceof FieldValue.Span span) {
      return fit(Optional.of(span.length()));
    }
    if (value instanceof FieldValue.TimeOfDay time) {
      return fit(Optional.of(Duration.ofNanos(time.time().toNanoOfDay())));
    }
    if (value instanceof FieldValue.Numeric numeric) {
      return fit(seconds(numeric.number()));
    }
    if (value instanceof FieldValue.Moment moment) {
      return fit(Optional.of(Duration.between(Instant.EPOCH, moment.at())));
    }
    if (value instanceof FieldValue.Text text) {
      return ofText(text.text().strip());
    }
    return ColumnType.isNo("duration");
  }

  private static Fit ofText(String text) {
    Optional<Duration> length =
        IsoText.dateTime(text)
            .map(at -> Duration.between(Instant.EPOCH, at))
            .or(() -> DurationText.read(text));
    return length.isPresent()
        ? fit(length)
        : NumberText.read(text)
            .map(number -> fit(seconds(number)))
            .orElseGet(
                () ->
                    ColumnType.isNo(
                        "duration: seconds, 1 02:30:00 with the days before, P1DT2H30M, or"
                            + " ServiceNow's 1970-01-02 02:30:00"));
  }

  private static Optional<Duration> seconds(BigDecimal number) {
    return number.abs().compareTo(LIMIT) < 0
        ? Optional.of(Duration.ofSeconds(number.setScale(0, RoundingMode.DOWN).longValue()))
        : Optional.empty();
  }

  private static Fit fit(Optional<Duration> length) {
    return length
        .filter(found -> isWithin(found.toSeconds()))
        .map(Instant.EPOCH::plus)
        .filter(Stamps::isInRange)
        .<Fit>map(at -> new Fit.As(GlideDateTime.text(at)))
        .orElseGet(() -> new Fit.Not("is longer than 8,000 years"));
  }

  /** Not by {@code abs()}: the longest negative duration has none. */
  private static boolean isWithin(long seconds) {
    return -LIMIT.longValue() < seconds && seconds < LIMIT.longValue();
  }
}
