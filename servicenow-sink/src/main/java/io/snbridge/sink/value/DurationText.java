/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads lengths of time: ISO 8601 with weeks, days, hours, minutes and seconds, and days before
 * hours as ServiceNow's scripts have them. Years and months must be 0: they have no length of their
 * own.
 */
final class DurationText {

  private static final int LONGEST = 80;
  private static final String NUMBER = "(?:(-?\\d{1,12})";
  private static final Pattern ISO =
      Pattern.compile(
          "([+-])?P(?:[+-]?0Y)?(?:[+-]?0M)?"
              + (NUMBER + "W)?")
              + (NUMBER + "D)?")
              + ("(?:T" + NUMBER + "H)?" + NUMBER + "M)?" + NUMBER + "(?:[.,]\\d{1,18})?S)?)?"));
  private static final Pattern CLOCK =
      Pattern.compile("(-)?(?:(\\d{1,7}) )?(\\d{1,4}):([0-5]\\d):([0-5]\\d)(?:\\.\\d{1,9})?");

  private DurationText() {}

  /** Whole seconds; empty for other texts. */
  static Optional<Duration> read(String text) {
    if (text.isEmpty()
        || text.length() > LONGEST
        || !Character.isLetterOrDigit(text.charAt(text.length() - 1))) {
      return Optional.empty();
    }
    Matcher iso = ISO.matcher(text);
    if (iso.matches() && text.matches(".*\\d.*")) {
      return Optional.of(
          signed(
              iso.group(1),
              Duration.ofDays(7 * number(iso, 2) + number(iso, 3))
                  .plusHours(number(iso, 4))
                  .plusMinutes(number(iso, 5))
                  .plusSeconds(number(iso, 6))));
    }
    Matcher clock = CLOCK.matcher(text);
    return clock.matches()
        ? Optional.of(
            signed(
                clock.group(1),
                Duration.ofDays(number(clock, 2))
                    .plusHours(number(clock, 3))
                    .plusMinutes(number(clock, 4))
                    .plusSeconds(number(clock, 5))))
        : Optional.empty();
  }

  private static Duration signed(String sign, Duration length) {
    return "-".equals(sign) ? length.negated() : length;
  }

  private static long number(Matcher found, int group) {
    return found.group(group) == null ? 0 : Long.parseLong(found.group(group));
  }
}
