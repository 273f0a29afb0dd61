/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.console;

import io.snbridge.common.table.GlideDateTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Times as people type them: {@code 2026-03-01 12:00:00} and {@code 2026-03-01} in UTC, ISO 8601
 * with a zone, or how long ago, {@code 90m}, {@code 2h}, {@code 7d}. The result is a whole second.
 */
public final class TimeConverter implements ITypeConverter<Instant> {

  /** What can be typed, for the description of an option. */
  public static final String FORMS =
      "2026-03-01 12:00:00 or 2026-03-01 in UTC, 2026-03-01T13:00:00+01:00, or how long ago: 90m,"
          + " 2h, 7d";

  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

  private final Clock clock;

  /** By the clock of this machine. */
  public TimeConverter() {
    this(Clock.systemUTC());
  }

  TimeConverter(Clock clock) {
    this.clock = clock;
  }

  /**
   * Reads one.
   *
   * @throws TypeConversionException when it is none of these
   */
  @Override
  public Instant convert(String text) {
    String whole = DAY.matcher(text).matches() ? text + " 00:00:00" : text;
    return GlideDateTime.parse(whole)
        .or(() -> ago(text))
        .or(() -> iso(text))
        .map(time -> time.truncatedTo(ChronoUnit.SECONDS))
        .orElseThrow(
            () -> new TypeConversionException("'%s' is not a time; %s".formatted(text, FORMS)));
  }

  private Optional<Instant> ago(String text) {
    Matcher matcher = AGO.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    return Optional.of(clock.instant().minus(duration));
  }

  private static Optional<Instant> iso(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException otherwise) {
      return Optional.empty();
    }
  }
}
