/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of other connectors in the form that ours have. */
final class Values {

  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d( \\d\\d:\\d\\d:\\d\\d)?");
  private static final Pattern GO_PART = Pattern.compile("(\\d+)(ms|h|m|s)");

  private Values() {}

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException when it is none
   */
  static long number(String value) {
    try {
      return Long.parseLong(value.replaceFirst("\\.0+$", ""));
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException("it is not a whole number", none);
    }
  }

  /** Seconds as milliseconds. */
  static String millis(String seconds) {
    return Long.toString(number(seconds) * 1000);
  }

  /**
   * A time as {@code start.timestamp} takes it.
   *
   * @throws IllegalArgumentException when it is in another form
   */
  static String time(String value) {
    String plain = value.replace('T', ' ').replaceFirst("(\\.\\d+)?Z$", "");
    if (!TIME.matcher(plain).matches()) {
      throw new IllegalArgumentException("it is not a time, yyyy-MM-dd HH:mm:ss");
    }
    return plain;
  }

  /**
   * A duration as Go writes it, {@code 1m30s}, in milliseconds.
   *
   * @throws IllegalArgumentException when it is none
   */
  static String goDuration(String value) {
    Matcher part = GO_PART.matcher(value);
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      long number = Long.parseLong(part.group(1));
      sum =
          switch (part.group(2)) {
            case "ms" -> sum.plusMillis(number);
            case "s" -> sum.plusSeconds(number);
            case "m" -> sum.plusMinutes(number);
            default -> sum.plusHours(number);
          };
      end = part.end();
    }
    if (end == 0 || end != value.length()) {
      throw new IllegalArgumentException("it is not a duration such as 500ms or 1m30s");
    }
    return Long.toString(sum.toMillis());
  }
}
