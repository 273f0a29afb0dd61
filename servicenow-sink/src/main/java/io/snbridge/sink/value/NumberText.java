/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers from and to text. None is ever written out that has more than 1,000 digits. */
final class NumberText {

  /** As ServiceNow has them itself. */
  private static final Pattern OWN = Pattern.compile("-?[0-9]{1,100}(\\.[0-9]{1,100})?");

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,9})?");

  /** {@code 1e999999999} is ten characters and a gigabyte of plain text. */
  private static final int MOST_DIGITS = 1000;

  private NumberText() {}

  static boolean isOwn(String text) {
    return OWN.matcher(text).matches();
  }

  /** Empty for what is no number, and for one of absurd length. */
  static Optional<BigDecimal> read(String text) {
    if (text.length() > MOST_DIGITS || !NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(text)).filter(NumberText::isWritable);
  }

  /** Whether its plain text is of sane length. */
  static boolean isWritable(BigDecimal number) {
    long before = (long) number.precision() - number.scale();
    return before <= MOST_DIGITS && number.scale() <= MOST_DIGITS;
  }

  /** Without an exponent, a plus, or zeros at the end. */
  static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
