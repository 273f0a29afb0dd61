/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.List;

/**
 * An encoded query built from values: a {@code ^} in a value cannot become syntax. Alternatives
 * ({@code ^NQ}) are kept apart, so that a condition added with {@link #and} holds in each of them.
 * Immutable.
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

  /** The query that matches every row. */
  public static EncodedQuery everything() {
    throw new UnsupportedOperationException();
  }

  /** One condition. */
  public static EncodedQuery where(String field, Operator operator, String value) {
    throw new UnsupportedOperationException();
  }

  /** {@code field IN values}. */
  public static EncodedQuery whereIn(String field, List<String> values) {
    throw new UnsupportedOperationException();
  }

  /**
   * A user's query; {@code ^NQ} and {@code ^OR} are allowed.
   *
   * @throws IllegalArgumentException for an {@code ORDERBY}, an empty alternative or a dangling
   *     {@code ^OR}: says which part
   */
  public static EncodedQuery parse(String text) {
    throw new UnsupportedOperationException();
  }

  /** Rows that match both: distributed over the alternatives of both sides. */
  public EncodedQuery and(EncodedQuery other) {
    throw new UnsupportedOperationException();
  }

  /** Rows that match either ({@code ^NQ}). */
  public EncodedQuery or(EncodedQuery other) {
    throw new UnsupportedOperationException();
  }

  /** The same rows, ascending by these fields. */
  public EncodedQuery orderBy(String... fields) {
    throw new UnsupportedOperationException();
  }

  /** The query as {@code sysparm_query} wants it, before URL encoding. */
  public String text() {
    throw new UnsupportedOperationException();
  }
}
