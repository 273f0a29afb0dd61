/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * How many ids of a range are asked for at once: all of them, until the instance cannot count so
 * many rows. Then those that begin with the same two hex digits, or three, or more; one less again
 * after {@value #PARTS_TO_GROW} parts. Where an id belongs is up to the instance: it compares with
 * the same bounds. Owned by the slice.
 */
final class IdCut {

  private static final int MOST_DIGITS = 12;
  private static final int PARTS_TO_GROW = 4;

  /** Of the bounds; 1 for all ids of the range. */
  private int digits = 1;

  private int parts;
  private Optional<String> from = Optional.empty();
  private Optional<String> until = Optional.empty();

  /** Ids before it were read, if there is any. */
  Optional<String> from() {
    return from;
  }

  /** Ids from it on are not asked for yet, if there are any. */
  Optional<String> until() {
    return until;
  }

  /**
   * Told that there were too many.
   *
   * @param lowest that may be asked for now
   * @param end of the range, if it has one
   * @return false when there are no fewer
   */
  boolean narrows(String lowest, Optional<String> end) {
    if (digits == MOST_DIGITS) {
      return false;
    }
    digits++;
    parts = 0;
    String low = from.filter(read -> read.compareTo(lowest) > 0).orElse(lowest);
    until = after(low.toLowerCase(Locale.ROOT), end);
    return true;
  }

  /**
   * Told that all up to {@link #until} was read.
   *
   * @return whether there is more
   */
  boolean goesOn(Optional<String> end) {
    if (until.isEmpty()) {
      return false;
    }
    if (++parts >= PARTS_TO_GROW) {
      parts = 0;
      digits--;
    }
    from = until;
    until = after(from.get(), end);
    return true;
  }

  private Optional<String> after(String low, Optional<String> end) {
    if (digits == 1) {
      return Optional.empty();
    }
    String prefix = (low + "0".repeat(digits)).substring(0, digits);
    if (!prefix.chars().allMatch(HexFormat::isHexDigit)) {
      return Optional.empty();
    }
    long next = HexFormat.fromHexDigitsToLong(prefix) + 1;
    return next >> (4 * digits) > 0
        ? Optional.empty()
        : Optional.of(HexFormat.of().toHexDigits(next, digits))
            .filter(bound -> end.filter(last -> bound.compareTo(last) >= 0).isEmpty());
  }
}
