/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.schema.TableColumn;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Compares what was written with what ServiceNow then has. It stores a value in its own way, and
 * that is no difference: booleans as true and false, numbers with the column's decimals, a date
 * with the hour 0, a time as one of 1970-01-01, lists in any order, text without blanks around it.
 *
 * <p>What cannot be compared is taken for written when anything is there: ciphers, HTML that is
 * cleaned, amounts that are shown in the user's currency, durations that were written in another
 * form than ServiceNow's, telephone numbers. Where the dictionary does not tell a column's type,
 * each rule counts that the values fit.
 */
public final class StoredValueComparator {

  /** How a value came through. */
  public enum Match {
    SAME,
    /** The column is too short for it. */
    CUT,
    DIFFERENT
  }

  private enum Kind {
    TEXT,
    NUMBER,
    BOOLEAN,
    TIME,
    REFERENCE,
    LIST,
    DURATION,
    OPAQUE,
    /** The dictionary does not tell. */
    ANY
  }

  private static final Map<Kind, Set<String>> TYPES =
      Map.of(
          Kind.BOOLEAN,
          Set.of("boolean"),
          Kind.NUMBER,
          Set.of(
              "integer",
              "longint",
              "decimal",
              "float",
              "double",
              "percent_complete",
              "counter",
              "count",
              "order_index"),
          Kind.TIME,
          Set.of(
              "glide_date_time",
              "glide_date",
              "glide_time",
              "due_date",
              "date",
              "datetime",
              "time",
              "calendar_date_time",
              "glide_precise_time"),
          Kind.REFERENCE,
          Set.of("reference", "document_id", "domain_id", "GUID"),
          Kind.LIST,
          Set.of("glide_list", "user_roles", "slushbucket", "field_list", "table_list"),
          Kind.DURATION,
          Set.of("glide_duration", "timer"),
          Kind.OPAQUE,
          Set.of(
              "currency",
              "currency2",
              "price",
              "html",
              "translated_html",
              "translated_text",
              "password",
              "password2",
              "glide_encrypted",
              "phone_number_e164",
              "image",
              "user_image",
              "file_attachment",
              "compressed",
              "related_tags"));

  private static final Set<String> YES = Set.of("true", "1", "yes", "on", "t", "y");
  private static final Set<String> NO = Set.of("false", "0", "no", "off", "f", "n", "");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]++(?:\\.[0-9]++)?|\\.[0-9]++)([eE][+-]?[0-9]+)?");
  private static final Pattern STAMP =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}");
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{32}");
  private static final String MIDNIGHT = " 00:00:00";
  private static final String FIRST_DAY = "1970-01-01 ";

  /** Without the dictionary, how much must be left of a text to be called cut. */
  private static final int MUCH = 20;

  private static final int MOST_DIGITS = 1000;

  /** To read a number takes time by the square of its length; no column holds so long a one. */
  private static final int LONGEST_NUMBER = 10 * MOST_DIGITS;

  private StoredValueComparator() {}

  /**
   * Compares.
   *
   * @param column empty when the dictionary does not describe it
   */
  public static Match compare(Optional<TableColumn> column, String written, String stored) {
    String wanted = normal(written);
    String has = normal(stored);
    if (wanted.equals(has) || isSame(kind(column), wanted, has)) {
      return Match.SAME;
    }
    int length = column.map(TableColumn::maxLength).filter(known -> known > 0).orElse(MUCH);
    // A blank at the place of the cut is cut, too.
    boolean cut = wanted.startsWith(has) && has.length() >= length - 2 && !has.isEmpty();
    return cut ? Match.CUT : Match.DIFFERENT;
  }

  private static Kind kind(Optional<TableColumn> column) {
    return column
        .map(
            described ->
                TYPES.entrySet().stream()
                    .filter(types -> types.getValue().contains(described.internalType()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(described.reference().isEmpty() ? Kind.TEXT : Kind.REFERENCE))
        .orElse(Kind.ANY);
  }

  private static boolean isSame(Kind kind, String wanted, String has) {
    return switch (kind) {
      case TEXT -> false;
      case BOOLEAN -> isSameBoolean(wanted, has);
      case NUMBER -> isSameNumber(wanted, has);
      case TIME -> isSameTime(wanted, has);
      case REFERENCE -> isSameReference(wanted, has);
      case LIST -> items(wanted).equals(items(has));
      case DURATION -> isOpaque(wanted, has) && !isStamps(wanted, has);
      case OPAQUE -> isOpaque(wanted, has);
      case ANY ->
          isSameBoolean(wanted, has)
              || isSameNumber(wanted, has)
              || isSameTime(wanted, has)
              || (ID.matcher(wanted).matches() && wanted.equalsIgnoreCase(has))
              || (wanted.indexOf(',') >= 0 && items(wanted).equals(items(has)));
    };
  }

  private static boolean isOpaque(String wanted, String has) {
    return wanted.isEmpty() == has.isEmpty();
  }

  private static boolean isStamps(String wanted, String has) {
    return STAMP.matcher(wanted).matches() && STAMP.matcher(has).matches();
  }

  private static boolean isSameBoolean(String wanted, String has) {
    String text = wanted.toLowerCase(Locale.ROOT);
    return (has.equals("true") && YES.contains(text)) || (has.equals("false") && NO.contains(text));
  }

  /** Whether its plain text is of absurd length: {@code 1e20000000} is ten characters. */
  private static boolean isLong(BigDecimal number) {
    long before = (long) number.precision() - number.scale();
    return before > MOST_DIGITS || number.scale() > MOST_DIGITS;
  }

  /** The column has the decimals that it has; a whole number is not rounded. */
  private static boolean isSameNumber(String wanted, String has) {
    if (wanted.isEmpty()) {
      return has.equals("0");
    }
    boolean endless = wanted.length() > LONGEST_NUMBER || has.length() > LONGEST_NUMBER;
    if (endless || !NUMBER.matcher(wanted).matches() || !NUMBER.matcher(has).matches()) {
      return false;
    }
    BigDecimal asked;
    BigDecimal got;
    try {
      asked = new BigDecimal(wanted).stripTrailingZeros();
      got = new BigDecimal(has);
    } catch (NumberFormatException exponentBeyondAllNumbers) {
      return false;
    }
    if (asked.compareTo(got) == 0) {
      return true;
    }
    if (isLong(asked) || isLong(got)) {
      // Their difference would have as many digits. What is that small is rounded to nothing.
      return asked.scale() > MOST_DIGITS && got.signum() == 0;
    }
    int decimals = Math.max(0, got.scale());
    BigDecimal last = BigDecimal.ONE.movePointLeft(decimals);
    BigDecimal off = asked.subtract(got).abs();
    boolean rounded = off.add(off).compareTo(last) <= 0;
    boolean cut = off.compareTo(last) < 0 && got.abs().compareTo(asked.abs()) < 0;
    return asked.scale() > decimals && (rounded || cut);
  }

  private static boolean isSameTime(String wanted, String has) {
    if (wanted.isEmpty() || has.isEmpty()) {
      return false;
    }
    return has.equals(wanted + MIDNIGHT)
        || wanted.startsWith(has + " ")
        || has.equals(FIRST_DAY + wanted)
        || wanted.equals(FIRST_DAY + has);
  }

  /** What is no id is a display value, for which ServiceNow looked up the id. */
  private static boolean isSameReference(String wanted, String has) {
    return ID.matcher(wanted).matches()
        ? wanted.equalsIgnoreCase(has)
        : !has.isEmpty() && !wanted.isEmpty();
  }

  private static Set<String> items(String list) {
    Set<String> items = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String item : list.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }

  private static String normal(String text) {
    return text.replace("\r\n", "\n").strip();
  }
}
