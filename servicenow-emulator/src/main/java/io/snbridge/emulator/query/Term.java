/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

/**
 * One condition as it was written.
 *
 * @param field column or dot-walked path; empty when the text is no condition at all
 * @param operator null when the text is no condition at all
 * @param value what stands after the operator, with {@code ^^} read as one caret
 */
record Term(String field, Operator operator, String value) {
  static final Term NONSENSE = new Term("", null, "");

  /** Reads a field in lower case, an operator, and takes the rest as the value. */
  static Term parse(String text) {
    int end = 0;
    while (end < text.length() && isFieldCharacter(text.charAt(end))) {
      end++;
    }
    int after = end;
    return end == 0
        ? NONSENSE
        : Operator.at(text, end)
            .map(
                s ->
                    new Term(
                        text.substring(0, after),
                        s.operator(),
                        text.substring(after + s.token().length())))
            .orElse(NONSENSE);
  }

  private static boolean isFieldCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  }
}
