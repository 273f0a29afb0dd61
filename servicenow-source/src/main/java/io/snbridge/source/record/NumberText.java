/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/** Text to numbers and booleans; nothing for a text that the number would not give back. */
final class NumberText {

  /** Of 64 bits. */
  private static final int MOST_DIGITS = 19;

  private static final Pattern DECIMAL = Pattern.compile("-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)");
  private static final Pattern FLOATING =
      Pattern.compile(DECIMAL.pattern() + "([eE][-+]?[0-9]{1,3})?");

  private NumberText() {}

  static Optional<Boolean> bool(String text) {
    return switch (text) {
      case "true" -> Optional.of(Boolean.TRUE);
      case "false" -> Optional.of(Boolean.FALSE);
      default -> Optional.empty();
    };
  }

  static Optional<Long> whole(String text) {
    if (!isWhole(text)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.valueOf(text));
    } catch (NumberFormatException moreThan64Bits) {
      return Optional.empty();
    }
  }

  /**
   * {@code 0|-?[1-9][0-9]*} of at most so many digits, without a pattern's cost for each number.
   */
  private static boolean isWhole(String text) {
    int first = text.startsWith("-") ? 1 : 0;
    int digits = text.length() - first;
    if (digits == 0 || digits > MOST_DIGITS) {
      return false;
    }
    for (int i = first; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.charAt(first) != '0' || text.equals("0");
  }

  /** Zeros at the end may come or go, digits never. */
  static Optional<BigDecimal> decimal(String text, int scale) {
    if (!DECIMAL.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text).setScale(scale, RoundingMode.UNNECESSARY));
    } catch (ArithmeticException moreDigits) {
      return Optional.empty();
    }
  }

  static Optional<Double> floating(String text) {
    if (!FLOATING.matcher(text).matches()) {
      return Optional.empty();
    }
    double value = Double.parseDouble(text);
    boolean exact =
        Double.isFinite(value) && BigDecimal.valueOf(value).compareTo(new BigDecimal(text)) == 0;
    return exact ? Optional.of(value) : Optional.empty();
  }
}
