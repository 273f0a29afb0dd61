/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What becomes of a text that does not fit its column: it is ignored, or, in columns of times,
 * something else is stored. Nothing is ever refused (IBM's list of ServiceNow's data types, as its
 * adapter meets them).
 */
final class Misfits {
  private static final Set<String> WHOLE = Set.of("integer", "longint", "counter", "count");

  /** Places behind the point. */
  private static final Map<String, Integer> PLACES =
      Map.of("decimal", 2, "float", 7, "currency", 4, "price", 4);

  private static final Set<String> MONEY = Set.of("currency", "price");
  private static final Set<String> DATE_TIMES =
      Set.of("glide_date_time", "due_date", "calendar_date_time", "glide_duration", "timer");

  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]{1,19}");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,40}(\\.[0-9]{1,40})?");
  private static final Pattern AMOUNT = Pattern.compile("[A-Z]{3};.*");
  private static final Pattern STAMP = Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}");
  private static final int DATE_LENGTH = 10;

  private Misfits() {}

  /**
   * What is stored.
   *
   * @param old what was there before
   * @param guess whether times in another form are guessed
   */
  static String stored(String type, String old, String given, boolean guess) {
    if (given.isEmpty()) {
      return MONEY.contains(type) ? "0" : "";
    }
    if (WHOLE.contains(type)) {
      return INTEGER.matcher(given).matches() ? given : old;
    }
    if (PLACES.containsKey(type)) {
      return number(type, old, given);
    }
    Optional<String> guessed =
        guess && !isStamp(given) && isTime(type) ? GuessedTime.of(given) : Optional.empty();
    if (guessed.isPresent()) {
      String stamp = guessed.get();
      return type.equals("glide_date") ? stamp.substring(0, DATE_LENGTH) : stamp;
    }
    if (DATE_TIMES.contains(type)) {
      return isStamp(given) ? given : date(given).isEmpty() ? "" : date(given) + " 00:00:00";
    }
    return switch (type) {
      case "boolean" -> given.equals("true") || given.equals("false") ? given : old;
      case "glide_date" -> date(given);
      case "glide_time" -> isStamp(given) ? "1970-01-01" + given.substring(DATE_LENGTH) : "";
      case "glide_list" -> given.matches("[^\\[\\]{}\"]*") ? given : old;
      default -> given;
    };
  }

  private static boolean isTime(String type) {
    return DATE_TIMES.contains(type) || type.equals("glide_date") || type.equals("glide_time");
  }

  private static String number(String type, String old, String given) {
    boolean hasCode = MONEY.contains(type) && AMOUNT.matcher(given).matches();
    String number = hasCode ? given.substring(4) : given;
    if (!NUMBER.matcher(number).matches()) {
      return old;
    }
    BigDecimal exact = new BigDecimal(number);
    int places = Math.min(exact.scale(), PLACES.get(type));
    return exact.setScale(places, RoundingMode.HALF_UP).toPlainString();
  }

  private static boolean isStamp(String text) {
    if (!STAMP.matcher(text).matches() || date(text).isEmpty()) {
      return false;
    }
    try {
      LocalTime.parse(text.substring(DATE_LENGTH + 1));
      return true;
    } catch (DateTimeException notOnTheClock) {
      return false;
    }
  }

  /** The date that a text begins with, or the empty text. */
  private static String date(String text) {
    if (text.length() < DATE_LENGTH) {
      return "";
    }
    try {
      return LocalDate.parse(text.substring(0, DATE_LENGTH)).toString();
    } catch (DateTimeException noDate) {
      return "";
    }
  }
}
