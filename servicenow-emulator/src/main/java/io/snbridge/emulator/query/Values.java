/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import io.snbridge.emulator.store.Column;
import java.math.BigDecimal;
import java.util.Comparator;

/** How values of a column compare: numbers by size, everything else as folded text. */
public final class Values {
  private static final Comparator<String> NUMBERS = Comparator.comparing(Values::number);
  private static final Comparator<String> TEXT = Comparator.naturalOrder();

  private Values() {}

  /** Compares folded, non-empty values of a column. */
  static Comparator<String> comparator(Column column) {
    return column.isNumber() ? NUMBERS : TEXT;
  }

  /** Compares raw values; empty ones come first, as the database sorts NULL. */
  public static Comparator<String> order(Column column) {
    Comparator<String> filled = comparator(column);
    return (a, b) ->
        a.isEmpty() || b.isEmpty()
            ? Boolean.compare(!a.isEmpty(), !b.isEmpty())
            : filled.compare(Fold.of(a), Fold.of(b));
  }

  /** The same text for all values that the database takes for equal. */
  public static String folded(String value) {
    return Fold.of(value);
  }

  static boolean isNumber(String text) {
    return text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)");
  }

  /** The number a text holds, zero when it holds none. */
  public static BigDecimal number(String text) {
    return isNumber(text) ? new BigDecimal(text) : BigDecimal.ZERO;
  }
}
