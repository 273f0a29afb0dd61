/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The same for all texts that some column takes for one: {@code 7} and {@code 7.0}, {@code yes} and
 * {@code true}, a UUID with dashes and without, a time, a day or a duration in its various forms.
 * What is the same here may still be two in a column of text.
 *
 * <p>Not the same are a time and its day, which a column of days takes for one; a number of
 * 1,000,000 milliseconds or more and its time of day, because numbers like those are mostly
 * something else; and milliseconds of other than 12 or 13 digits, which only the source connector
 * means as such.
 */
public final class LooseText {

  private static final Pattern UUID =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  private static final BigInteger DAY = BigInteger.valueOf(86_400);

  private LooseText() {}

  /** Empty for a text that is none of these. */
  public static Optional<String> of(String text) {
    String stripped = Normalizer.normalize(text, Form.NFKC).strip();
    if (UUID.matcher(stripped).matches()) {
      String digits = stripped.replace("-", "").toLowerCase(Locale.ROOT);
      return of(digits).or(() -> Optional.of(digits));
    }
    return NumberText.read(stripped)
        .map(LooseText::of)
        .or(() -> BooleanType.read(stripped).map(yes -> yes ? "1" : "0"))
        .or(() -> DateTimeType.read(stripped).map(LooseText::of))
        .or(() -> IsoText.time(stripped).map(time -> whole(time.toSecondOfDay())))
        .or(() -> DurationText.read(stripped).map(length -> whole(length.toSeconds())));
  }

  /** The same for all texts of one number; a text that is none is left as it is. */
  public static String number(String text) {
    return NumberText.read(text.strip()).map(NumberText::plain).orElse(text);
  }

  /** A duration in seconds has no fraction. */
  private static String of(BigDecimal number) {
    return Epoch.moment(number, Provenance.UNKNOWN)
        .or(() -> Epoch.day(number, Provenance.UNKNOWN).map(LooseText::midnight))
        .map(LooseText::of)
        .orElseGet(() -> whole(number.toBigInteger()));
  }

  private static String of(Instant at) {
    return whole(at.getEpochSecond());
  }

  private static String whole(long seconds) {
    return whole(BigInteger.valueOf(seconds));
  }

  /** A day may come as its number, or as the seconds of its midnight. */
  private static String whole(BigInteger number) {
    BigInteger[] days = number.divideAndRemainder(DAY);
    return number.signum() != 0 && days[1].signum() == 0 ? whole(days[0]) : number.toString();
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
