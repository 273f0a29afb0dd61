/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times in another form than the instance's, as a lenient parser takes them: what is too much rolls
 * over (30 February is 1 March), a zone is passed over, and digits are a date, whatever they count.
 * That an instance stores something wrong was told (IBM Verify's documentation of data types); what
 * exactly, was not.
 */
final class GuessedTime {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  /** Year, month and day, with anything between them; hours, minutes and seconds if there are. */
  private static final Pattern PARTS =
      Pattern.compile(
          "(\\d{4})[-/.]?(\\d{1,2})[-/.]?(\\d{1,2})(?:[T ]?(\\d{1,2}):?(\\d{2})?:?(\\d{2})?)?.*");

  private GuessedTime() {}

  /** A stored date-time, empty when there is no date in the text at all. */
  static Optional<String> of(String text) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      LocalDateTime guessed =
          LocalDateTime.of(number(parts, 1), 1, 1, 0, 0)
              .plusMonths(number(parts, 2) - 1L)
              .plusDays(number(parts, 3) - 1L)
              .plusHours(number(parts, 4))
              .plusMinutes(number(parts, 5))
              .plusSeconds(number(parts, 6));
      return Optional.of(FORMAT.format(guessed.truncatedTo(ChronoUnit.SECONDS)));
    } catch (DateTimeException noYear) {
      return Optional.empty();
    }
  }

  private static int number(Matcher parts, int group) {
    String digits = parts.group(group);
    return digits == null ? 0 : Integer.parseInt(digits);
  }
}
