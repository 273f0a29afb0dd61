/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The fields that a query compares by more or less, searches in, or sorts by. */
public final class RangeFields {
  private static final Set<Operator> RANGES =
      Set.of(
          Operator.GREATER,
          Operator.LESS,
          Operator.AT_LEAST,
          Operator.AT_MOST,
          Operator.BETWEEN,
          Operator.STARTS,
          Operator.ENDS,
          Operator.CONTAINS,
          Operator.LACKS);

  private RangeFields() {}

  /** What query_range ACLs are about ("Query ACLs" in ServiceNow's documentation). */
  public static Set<String> of(String query) {
    EncodedQuery parsed = EncodedQuery.parse(query);
    Set<String> fields = new TreeSet<>();
    parsed.orders().forEach(order -> fields.add(order.field()));
    parsed.branches().stream()
        .flatMap(List::stream)
        .flatMap(List::stream)
        .filter(term -> term.operator() != null && RANGES.contains(term.operator()))
        .forEach(term -> fields.add(term.field()));
    return fields;
  }
}
