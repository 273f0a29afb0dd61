/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers. Places behind the point beyond those that the column has are left to ServiceNow, which
 * rounds.
 *
 * @param bound a whole number must be at least its negative, and less than it
 * @param isDecimal whether the source connector gives a decimal for it, which may come as base 64
 * @param isMoney whether a currency may go before, as in {@code JPY;4369.21}
 */
record NumberType(Optional<BigDecimal> bound, boolean isDecimal, boolean isMoney)
    implements ColumnType {

  private static final String NUMERIC =
      "set decimal.format=NUMERIC for the JSON converter that makes it, or use schemas";

  private static final Pattern AMOUNT = Pattern.compile("([A-Z]{3});(.+)");

  static NumberType whole(BigDecimal bound) {
    return new NumberType(Optional.of(bound), false, false);
  }

  static NumberType floating() {
    return new NumberType(Optional.empty(), false, false);
  }

  static NumberType decimal() {
    return new NumberType(Optional.empty(), true, false);
  }

  static NumberType money() {
    return new NumberType(Optional.empty(), true, true);
  }

  @Override
  public Fit convert(FieldValue value, Provenance from) {
    if (value instanceof FieldValue.Numeric numeric) {
      return fit(numeric.number());
    }
    if (value instanceof FieldValue.Bool bool) {
      return new Fit.As(bool.value() ? "1" : "0");
    }
    if (value instanceof FieldValue.Text text) {
      return ofText(text.text().strip(), from);
    }
    return ColumnType.isNo("number");
  }

  private Fit ofText(String text, Provenance from) {
    Matcher amount = AMOUNT.matcher(text);
    if (isMoney && amount.matches()) {
      String number = amount.group(2);
      return NumberText.isOwn(number)
          ? new Fit.As(text)
          : new Fit.Not("has '" + amount.group(1) + ";' in front, but the rest is not a number");
    }
    Optional<BigDecimal> number = NumberText.read(text);
    Optional<BigDecimal> encoded =
        isDecimal && from != Provenance.UNKNOWN ? Base64Decimal.read(text) : Optional.empty();
    if (number.isPresent() && encoded.isPresent() && from == Provenance.SOURCE_TYPED) {
      return new Fit.Not("is a number, and also another one in base 64: " + NUMERIC);
    }
    if (number.isPresent()) {
      return bound.isEmpty() && NumberText.isOwn(text) ? new Fit.As(text) : fit(number.get());
    }
    if (encoded.isPresent()) {
      return fit(encoded.get());
    }
    return isDecimal && Base64Decimal.read(text).isPresent()
        ? new Fit.Not(
            "is not a number; if it is one in base 64, its number of decimal places is unknown: "
                + NUMERIC)
        : ColumnType.isNo("number");
  }

  private Fit fit(BigDecimal number) {
    if (!NumberText.isWritable(number)) {
      return new Fit.Not("has too many digits");
    }
    if (bound.isPresent()) {
      if (number.stripTrailingZeros().scale() > 0) {
        return new Fit.Not("is not a whole number");
      }
      if (number.compareTo(bound.get().negate()) < 0 || number.compareTo(bound.get()) >= 0) {
        return new Fit.Not("is too large");
      }
    }
    return new Fit.As(NumberText.plain(number));
  }
}
