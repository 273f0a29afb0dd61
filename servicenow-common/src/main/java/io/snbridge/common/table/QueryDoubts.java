/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds parts of an encoded query that an instance would read as something else than whoever typed
 * them: it ignores what it does not understand, and every row matches. None of them is refused,
 * because the language is documented in parts only.
 */
final class QueryDoubts {

  private static final String COLUMN = "[a-z0-9_]+(?:\\.[A-Za-z0-9_]+)*";

  /** A column, and what a comparison begins with: a symbol, or a word of capitals. */
  private static final Pattern CONDITION =
      Pattern.compile(COLUMN + "(?:[=<>!*%]|[A-Z]{2}| NOT | DOES NOT | IS ).*", Pattern.DOTALL);

  private static final Pattern OTHER_CASE =
      Pattern.compile("[A-Z]\\w*(?:\\.\\w+)*(?:[=<>!*%]|[A-Z]{2}).*", Pattern.DOTALL);

  /** What is no condition on a column, and known. */
  private static final List<String> KEYWORDS =
      List.of(
          "RLQUERY",
          "ENDRLQUERY",
          "GOTO",
          "123TEXTQUERY321",
          "TEXTQUERY",
          "IR_",
          "JOIN",
          "SUBQUERY",
          "EXISTS",
          "javascript:");

  private static final Pattern ENCODED =
      Pattern.compile(
          COLUMN + "%(?:3[CDE]|21|20|5E).*|.*%5E.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern PARAMETER =
      Pattern.compile(
          ".*&" + COLUMN + "(?:[=<>]|!=|LIKE|STARTSWITH|ISEMPTY|ISNOTEMPTY|IN).*", Pattern.DOTALL);

  private QueryDoubts() {}

  /** What is doubtful about a clause: quotes the part, and says what to write. */
  static Stream<String> of(String clause) {
    if (clause.startsWith("RLQUERY")) {
      // Its conditions are on another table, in forms of its own.
      return Stream.empty();
    }
    return QuerySyntax.parts(clause).stream()
        .map(part -> part.startsWith("OR") ? part.substring(2) : part)
        .flatMap(part -> doubt(part).map(why -> "'" + part + "' " + why).stream());
  }

  private static Optional<String> doubt(String part) {
    if (KEYWORDS.stream().anyMatch(part::startsWith)) {
      return Optional.empty();
    }
    if (ENCODED.matcher(part).matches()) {
      return Optional.of("looks URL-encoded: write it as it is, with '=' and '^'");
    }
    if (!CONDITION.matcher(part).matches()) {
      return Optional.of(
          OTHER_CASE.matcher(part).matches()
              ? "begins with a capital, but ServiceNow's columns have names in lower case"
              : "is neither a condition on a column nor a keyword that is known here");
    }
    if (!part.contains("javascript:") && PARAMETER.matcher(part).matches()) {
      return Optional.of("has '&' in it, which joins no conditions: '^' does");
    }
    return Optional.empty();
  }
}
