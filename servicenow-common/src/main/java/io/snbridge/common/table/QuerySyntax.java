/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What may stand in an encoded query, and how it is written so that it stays what it is. */
final class QuerySyntax {

  static final String AND = "^";
  static final String OR = "^OR";
  static final String NEW_QUERY = "^NQ";
  static final String ORDER_BY = "ORDERBY";

  private static final Pattern COLUMN = Pattern.compile("[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*");

  /** Every word of the query language (OR, NQ, EQ, IN, LIKE, ORDERBY) has two capitals in a row. */
  private static final Pattern KEYWORD = Pattern.compile("[A-Z]{2}");

  private QuerySyntax() {}

  static boolean isColumn(String name) {
    return COLUMN.matcher(name).matches();
  }

  /**
   * A column, dot-walked or not.
   *
   * @throws IllegalArgumentException when it is none
   */
  static String column(String name) {
    if (!isColumn(name)) {
      throw new IllegalArgumentException(
          ("'%s' is not a column name; only letters, digits, '_', and '.' between two of them are"
                  + " allowed")
              .formatted(name));
    }
    return name;
  }

  /** Whether a column may stand in a query. */
  static boolean isQueryColumn(String name) {
    return isColumn(name) && !KEYWORD.matcher(name).find();
  }

  /**
   * A column that may stand in a query.
   *
   * @throws IllegalArgumentException when it could be read as a word of the query language: a
   *     condition on {@code ORx} would be an alternative to the condition before it
   */
  static String queryColumn(String name) {
    if (KEYWORD.matcher(column(name)).find()) {
      throw new IllegalArgumentException(
          ("Column '%s' cannot be used in a query: ServiceNow could read two capitals in a row as"
                  + " an operator")
              .formatted(name));
    }
    return name;
  }

  /**
   * A value with its {@code ^} doubled, as IBM's connector sends it; the documentation is silent.
   *
   * @throws IllegalArgumentException when no text makes the instance compare with just this value
   */
  static String value(String column, String value) {
    if (value.stripLeading().toLowerCase(Locale.ROOT).startsWith("javascript:")) {
      throw inexpressible(column, value, "the instance would run it as a script");
    }
    if (value.equalsIgnoreCase("NULL")) {
      throw inexpressible(column, value, "the instance would look for empty values");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw inexpressible(column, value, "it has a line break or another control character");
    }
    return value.replace("^", "^^");
  }

  static IllegalArgumentException inexpressible(String column, String value, String why) {
    return new IllegalArgumentException(
        "Column '%s' cannot be compared with '%s' in an encoded query: %s"
            .formatted(column, value, why));
  }

  /** The parts between single {@code ^}; a {@code ^^} is a character of a value, and stays. */
  static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = text.indexOf('^'); i >= 0; i = text.indexOf('^', i)) {
      if (text.startsWith("^^", i)) {
        i += 2;
      } else {
        parts.add(text.substring(from, i));
        from = ++i;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }
}
