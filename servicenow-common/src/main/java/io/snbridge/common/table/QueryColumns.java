/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the columns that clauses of an encoded query are on. */
final class QueryColumns {

  /** A column ends where a symbol or a word of the language begins; words are of capitals. */
  private static final Pattern CONDITION =
      Pattern.compile(
          "([a-z][a-z0-9_]*(?:\\.[a-z0-9_]+)*)(?:[=<>!*%]|[A-Z]{2}| NOT | DOES NOT ).*",
          Pattern.DOTALL);

  /** A catalog item's variables are no columns. */
  private static final String VARIABLES = "variables.";

  private QueryColumns() {}

  static Stream<String> of(String clause) {
    if (clause.startsWith("RLQUERY")) {
      // Its conditions are on another table.
      return Stream.empty();
    }
    return QuerySyntax.parts(clause).stream().map(QueryColumns::column).flatMap(Optional::stream);
  }

  private static Optional<String> column(String part) {
    Matcher condition = CONDITION.matcher(part.startsWith("OR") ? part.substring(2) : part);
    return condition.matches() && !condition.group(1).startsWith(VARIABLES)
        ? Optional.of(condition.group(1))
        : Optional.empty();
  }
}
