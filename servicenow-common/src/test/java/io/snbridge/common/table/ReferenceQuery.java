/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an instance makes of an encoded query, read character by character, apart from the code
 * under test: {@code ^NQ} separates queries, {@code ^} conditions, {@code ^OR} binds to the
 * condition before it, {@code ^^} is a character.
 */
record ReferenceQuery(List<List<List<Condition>>> queries, List<String> order) {

  record Condition(String field, String operator, String value) {
    boolean holds(Map<String, String> row) {
      String actual = row.get(field);
      int difference = actual.compareTo(value);
      return switch (operator) {
        case "=" -> difference == 0;
        case "!=" -> difference != 0;
        case "<" -> difference < 0;
        case "<=" -> difference <= 0;
        case ">" -> difference > 0;
        case ">=" -> difference >= 0;
        case "ISEMPTY" -> actual.isEmpty();
        case "ISNOTEMPTY" -> !actual.isEmpty();
        case "IN" -> List.of(value.split(",", -1)).contains(actual);
        default -> throw new AssertionError(operator);
      };
    }
  }

  private static final List<String> OPERATORS =
      List.of("ISNOTEMPTY", "ISEMPTY", "IN", "!=", "<=", ">=", "=", "<", ">");

  static ReferenceQuery of(String text) {
    List<List<List<Condition>>> queries = new ArrayList<>();
    List<String> order = new ArrayList<>();
    queries.add(new ArrayList<>());
    StringBuilder token = new StringBuilder();
    int at = 0;
    while (at <= text.length()) {
      if (at < text.length() && text.charAt(at) != '^') {
        token.append(text.charAt(at++));
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '^') {
        token.append('^');
        at += 2;
      } else {
        accept(token.toString(), queries, order);
        token.setLength(0);
        at++;
      }
    }
    return new ReferenceQuery(queries, order);
  }

  private static void accept(
      String token, List<List<List<Condition>>> queries, List<String> order) {
    if (token.startsWith("ORDERBY")) {
      order.add(token.substring("ORDERBY".length()));
    } else if (token.startsWith("NQ")) {
      queries.add(new ArrayList<>());
      accept(token.substring(2), queries, order);
    } else if (token.startsWith("OR")) {
      List<List<Condition>> groups = queries.get(queries.size() - 1);
      groups.get(groups.size() - 1).add(condition(token.substring(2)));
    } else if (!token.isEmpty()) {
      List<Condition> group = new ArrayList<>();
      group.add(condition(token));
      queries.get(queries.size() - 1).add(group);
    }
  }

  private static Condition condition(String token) {
    int end = 0;
    while (end < token.length()
        && (token.charAt(end) == '_'
            || token.charAt(end) == '.'
            || Character.isDigit(token.charAt(end))
            || Character.isLowerCase(token.charAt(end)))) {
      end++;
    }
    String rest = token.substring(end);
    for (String operator : OPERATORS) {
      if (rest.startsWith(operator)) {
        return new Condition(token.substring(0, end), operator, rest.substring(operator.length()));
      }
    }
    throw new AssertionError("no operator in '" + token + "'");
  }

  boolean matches(Map<String, String> row) {
    return queries.stream()
        .anyMatch(
            groups ->
                groups.stream().allMatch(group -> group.stream().anyMatch(one -> one.holds(row))));
  }
}
