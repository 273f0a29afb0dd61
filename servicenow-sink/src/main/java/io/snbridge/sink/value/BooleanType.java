/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code true} or {@code false}: ServiceNow leaves out everything else. */
record BooleanType() implements ColumnType {

  private static final Set<String> YES = Set.of("true", "1", "yes", "on", "t", "y");
  private static final Set<String> NO = Set.of("false", "0", "no", "off", "f", "n");

  @Override
  public Fit convert(FieldValue value, Provenance from) {
    if (value instanceof FieldValue.Bool bool) {
      return new Fit.As(bool.text());
    }
    if (value instanceof FieldValue.Numeric numeric) {
      return numeric.number().compareTo(BigDecimal.ONE) == 0
          ? new Fit.As("true")
          : numeric.number().signum() == 0 ? new Fit.As("false") : neither();
    }
    if (value instanceof FieldValue.Text text) {
      return read(text.text().strip())
          .<Fit>map(yes -> new Fit.As(Boolean.toString(yes)))
          .orElseGet(BooleanType::neither);
    }
    return neither();
  }

  /** Empty for a text that is neither. */
  static Optional<Boolean> read(String text) {
    String word = text.toLowerCase(Locale.ROOT);
    return YES.contains(word)
        ? Optional.of(true)
        : NO.contains(word) ? Optional.of(false) : Optional.empty();
  }

  private static Fit neither() {
    return new Fit.Not("is neither true (1, yes, on, t, y) nor false (0, no, off, f, n)");
  }
}
