/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The operators of the encoded query language that this instance knows. */
enum Operator {
  EQUALS("="),
  DIFFERS("!="),
  GREATER(">"),
  LESS("<"),
  AT_LEAST(">="),
  AT_MOST("<="),
  IN("IN"),
  NOT_IN("NOT IN", "NOTIN"),
  STARTS("STARTSWITH"),
  ENDS("ENDSWITH", "%"),
  CONTAINS("LIKE", "CONTAINS", "*"),
  LACKS("NOT LIKE", "NOTLIKE", "DOES NOT CONTAIN", "!*"),
  EMPTY("ISEMPTY"),
  NOT_EMPTY("ISNOTEMPTY"),
  ANYTHING("ANYTHING"),
  EMPTY_STRING("EMPTYSTRING"),
  BETWEEN("BETWEEN"),
  ON("ON"),
  NOT_ON("NOTON"),
  SAME_AS("SAMEAS"),
  DIFFERS_FROM("NSAMEAS"),
  INSTANCE_OF("INSTANCEOF");

  /** A spelling and what it means, longest first, so that {@code >=} is not read as {@code >}. */
  record Spelling(String token, Operator operator) {}

  private static final List<Spelling> SPELLINGS =
      Arrays.stream(values())
          .flatMap(o -> Arrays.stream(o.tokens).map(t -> new Spelling(t, o)))
          .sorted(Comparator.comparingInt((Spelling s) -> s.token().length()).reversed())
          .toList();

  @SuppressWarnings("ImmutableEnumChecker") // never written after construction
  private final String[] tokens;

  Operator(String... tokens) {
    this.tokens = tokens;
  }

  /** The spelling that a text has at a position. */
  static Optional<Spelling> at(String text, int position) {
    return SPELLINGS.stream().filter(s -> text.startsWith(s.token(), position)).findFirst();
  }
}
