/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import java.util.ArrayList;
import java.util.List;

/**
 * An encoded query, read but not yet understood: branches joined by {@code ^NQ}, each of which
 * joins groups by {@code ^}, each of which joins terms by {@code ^OR}.
 *
 * @param branches branches of groups of terms
 * @param orders the ORDERBY parts of the whole query, wherever they stood
 */
record EncodedQuery(List<List<List<Term>>> branches, List<Order> orders) {
  /** One ORDERBY. */
  record Order(String field, boolean descending) {}

  static EncodedQuery parse(String text) {
    Reader reader = new Reader();
    tokens(text).forEach(reader::token);
    return new EncodedQuery(reader.branches, reader.orders);
  }

  /** Splits at single carets; a doubled caret is one caret of a value. */
  static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    StringBuilder token = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '^') {
        token.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '^') {
        token.append('^');
        i++;
      } else {
        tokens.add(token.toString());
        token.setLength(0);
      }
    }
    tokens.add(token.toString());
    return tokens;
  }

  private static final class Reader {
    private final List<List<List<Term>>> branches = new ArrayList<>();
    private final List<Order> orders = new ArrayList<>();

    Reader() {
      branches.add(new ArrayList<>());
    }

    void token(String token) {
      if (token.isEmpty() || token.equals("EQ")) {
        return;
      }
      if (token.startsWith("ORDERBYDESC")) {
        orders.add(new Order(token.substring(11), true));
      } else if (token.startsWith("ORDERBY")) {
        orders.add(new Order(token.substring(7), false));
      } else if (token.startsWith("NQ")) {
        branches.add(new ArrayList<>());
        token(token.substring(2));
      } else if (token.startsWith("OR") && !groups().isEmpty()) {
        groups().get(groups().size() - 1).add(Term.parse(token.substring(2)));
      } else {
        List<Term> group = new ArrayList<>();
        group.add(Term.parse(token));
        groups().add(group);
      }
    }

    private List<List<Term>> groups() {
      return branches.get(branches.size() - 1);
    }
  }
}
