/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The instance's own clock, read off the {@code Date} header of its successful answers. An estimate
 * never runs ahead of the instance: the last header plus the time that has passed since it was
 * received. Thread-safe.
 */
public final class InstanceClock {

  private record Sighting(Instant date, long nanos) {}

  private final LongSupplier nanoTime;
  private final boolean rough;
  private final AtomicReference<Optional<Sighting>> last = new AtomicReference<>(Optional.empty());

  /**
   * @param nanoTime monotonic nanoseconds, as {@link System#nanoTime}
   */
  public InstanceClock(LongSupplier nanoTime) {
    this(nanoTime, false);
  }

  private InstanceClock(LongSupplier nanoTime, boolean rough) {
    this.nanoTime = nanoTime;
    this.rough = rough;
  }

  /**
   * A clock that takes the date of any answer, of a refusal and of another host, too: good enough
   * for what is valid for minutes.
   */
  static InstanceClock rough(LongSupplier nanoTime) {
    return new InstanceClock(nanoTime, true);
  }

  /** Whether any answer's date will do. */
  boolean isRough() {
    return rough;
  }

  /** The instance's time now, or a little earlier; empty before the first answer. */
  public Optional<Instant> now() {
    // The reading comes after the sighting, so that the time that has passed is not negative.
    return last.get()
        .map(seen -> seen.date().plusNanos(Math.max(0, nanoTime.getAsLong() - seen.nanos())));
  }

  /**
   * Takes the {@code Date} of an answer; ignores what is no date.
   *
   * @param nanos when its headers came, or a little later
   */
  void observe(String dateHeader, long nanos) {
    httpDate(dateHeader).ifPresent(date -> last.set(Optional.of(new Sighting(date, nanos))));
  }

  /** A date as HTTP writes it (RFC 9110, section 5.6.7). */
  static Optional<Instant> httpDate(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException notADate) {
      return Optional.empty();
    }
  }
}
