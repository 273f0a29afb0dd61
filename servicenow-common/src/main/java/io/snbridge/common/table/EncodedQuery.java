/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An encoded query built from values: a {@code ^} in a value cannot become syntax. Alternatives
 * ({@code ^NQ}) are kept apart, so that a condition added with {@link #and} holds in each of them.
 * Immutable.
 *
 * <p>Column names are letters, digits and {@code _}, dot-walked or not, without two capitals in a
 * row; every method that takes one throws an IllegalArgumentException for others.
 */
public final class EncodedQuery {

  public enum Operator {
    EQUALS("="),
    NOT_EQUALS("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    public String symbol() {
      return symbol;
    }
  }

  private static final EncodedQuery EVERYTHING = new EncodedQuery(List.of(List.of()), List.of());

  /** At least one; each a list of clauses that must all hold, none for every row. */
  private final List<List<String>> alternatives;

  private final List<String> order;

  private EncodedQuery(List<List<String>> alternatives, List<String> order) {
    this.alternatives = alternatives;
    this.order = order;
  }

  private static EncodedQuery clause(String clause) {
    return new EncodedQuery(List.of(List.of(clause)), List.of());
  }

  /** The query that matches every row. */
  public static EncodedQuery everything() {
    return EVERYTHING;
  }

  /** Whether a condition on such a column can be said. */
  public static boolean isColumn(String name) {
    return QuerySyntax.isQueryColumn(name);
  }

  /**
   * One condition. To equal {@code ""} is to be empty.
   *
   * @throws IllegalArgumentException when an encoded query cannot say it: a value with a line
   *     break, one that the instance takes for a script ({@code javascript:...}) or for "empty"
   *     ({@code NULL}), an empty one to be less or greater than, one that would turn {@code >} into
   *     {@code >=}
   */
  public static EncodedQuery where(String field, Operator operator, String value) {
    String column = QuerySyntax.queryColumn(field);
    if (value.isEmpty()) {
      return switch (operator) {
        case EQUALS -> clause(column + "ISEMPTY");
        case NOT_EQUALS -> clause(column + "ISNOTEMPTY");
        default ->
            throw QuerySyntax.inexpressible(
                column, value, "nothing is " + operator.symbol() + " an empty value");
      };
    }
    if (value.startsWith("=") && (operator == Operator.LESS || operator == Operator.GREATER)) {
      throw QuerySyntax.inexpressible(
          column, value, "its '=' would become a part of " + operator.symbol());
    }
    return clause(column + operator.symbol() + QuerySyntax.value(column, value));
  }

  /**
   * {@code field IN values}.
   *
   * @throws IllegalArgumentException for no values, an empty one, one with a comma, and those that
   *     {@link #where} refuses
   */
  public static EncodedQuery whereIn(String field, List<String> values) {
    String column = QuerySyntax.queryColumn(field);
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          "Column '%s' cannot be IN an empty list: no query matches nothing".formatted(column));
    }
    return clause(
        values.stream()
            .map(value -> listItem(column, value))
            .collect(Collectors.joining(",", column + "IN", "")));
  }

  private static String listItem(String column, String value) {
    if (value.isEmpty() || value.indexOf(',') >= 0) {
      throw QuerySyntax.inexpressible(
          column, value, "an item of an IN list is not empty and has no comma");
    }
    return QuerySyntax.value(column, value);
  }

  /**
   * A user's query; {@code ^NQ} and {@code ^OR} are allowed, {@code ^^} is a {@code ^} in a value,
   * and {@code ^EQ} at the end is dropped. Blank text matches every row. Columns and operators are
   * not looked at.
   *
   * @throws IllegalArgumentException for what would change meaning beside other conditions: an
   *     {@code ORDERBY} or {@code GROUPBY}, an empty alternative, a dangling {@code ^OR}, an {@code
   *     RLQUERY} that does not end, has a {@code ^NQ} in it or a {@code ^OR} beside it; says which
   *     part
   */
  public static EncodedQuery parse(String text) {
    List<List<String>> alternatives = new UserQuery(text).alternatives();
    return alternatives.isEmpty()
        ? EVERYTHING
        : new EncodedQuery(alternatives.stream().map(List::copyOf).toList(), List.of());
  }

  /**
   * Rows that match both: distributed over the alternatives of both sides. In this query's order,
   * or in the other's if this has none.
   */
  public EncodedQuery and(EncodedQuery other) {
    List<List<String>> both = new ArrayList<>();
    for (List<String> left : alternatives) {
      for (List<String> right : other.alternatives) {
        both.add(Stream.concat(left.stream(), right.stream()).toList());
      }
    }
    return new EncodedQuery(List.copyOf(both), order.isEmpty() ? other.order : order);
  }

  /** Rows that match either ({@code ^NQ}). Ordered as {@link #and} says. */
  public EncodedQuery or(EncodedQuery other) {
    List<List<String>> either =
        Stream.concat(alternatives.stream(), other.alternatives.stream()).toList();
    return new EncodedQuery(
        either.contains(List.of()) ? EVERYTHING.alternatives : either,
        order.isEmpty() ? other.order : order);
  }

  /** The same rows, ascending by these fields, and by nothing else. */
  public EncodedQuery orderBy(String... fields) {
    return new EncodedQuery(alternatives, Stream.of(fields).map(QuerySyntax::queryColumn).toList());
  }

  /**
   * The columns that its conditions are on, as far as they can be told: those of an {@code RLQUERY}
   * are another table's, and a full-text search is on none.
   */
  public Set<String> columns() {
    return alternatives.stream()
        .flatMap(List::stream)
        .flatMap(QueryColumns::of)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Parts that an instance may read as something else than they seem to say, each quoted, and why:
   * what it does not understand it ignores, and then every row matches.
   */
  public List<String> doubts() {
    return alternatives.stream().flatMap(List::stream).flatMap(QueryDoubts::of).distinct().toList();
  }

  /** The query as {@code sysparm_query} wants it, before URL encoding; may be empty. */
  public String text() {
    // The order stands once, after the last alternative: IBM's connector sends it so, and whether
    // an ORDERBY in an earlier one sorts all rows is not documented.
    String conditions =
        alternatives.stream()
            .map(clauses -> String.join(QuerySyntax.AND, clauses))
            .collect(Collectors.joining(QuerySyntax.NEW_QUERY));
    return Stream.concat(
            Stream.of(conditions).filter(text -> !text.isEmpty()),
            order.stream().map(field -> QuerySyntax.ORDER_BY + field))
        .collect(Collectors.joining(QuerySyntax.AND));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedQuery query
        && alternatives.equals(query.alternatives)
        && order.equals(query.order);
  }

  @Override
  public int hashCode() {
    return 31 * alternatives.hashCode() + order.hashCode();
  }

  /** The {@link #text()}. */
  @Override
  public String toString() {
    return text();
  }
}
