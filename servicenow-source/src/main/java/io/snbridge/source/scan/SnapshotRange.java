/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.common.table.EncodedQuery.Operator.GREATER_OR_EQUAL;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.source.position.TablePartition;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One of 16 parts of a table, by the first character of the id. The instance compares, by whatever
 * order its database has for text: since the bounds of neighbours are equal and the outermost
 * ranges are open, every id is in exactly one range, be it {@code global}, upper case or
 * punctuation.
 *
 * @param name the hex digit that most ids of the range begin with; stands in the source partition
 * @param from ids from this on, if bounded
 * @param to ids before this, if bounded
 */
public record SnapshotRange(String name, Optional<String> from, Optional<String> to) {

  private static final List<String> DIGITS = TablePartition.RANGES;

  /** All of a table. */
  public static final List<SnapshotRange> ALL =
      IntStream.range(0, DIGITS.size()).mapToObj(SnapshotRange::ofDigit).toList();

  private static SnapshotRange ofDigit(int index) {
    Optional<String> next =
        index + 1 < DIGITS.size() ? Optional.of(DIGITS.get(index + 1)) : Optional.empty();
    return new SnapshotRange(
        DIGITS.get(index), index == 0 ? Optional.empty() : Optional.of(DIGITS.get(index)), next);
  }

  /** The rows from the beginning of this range on. */
  EncodedQuery lowerBound(String idField) {
    return from.map(bound -> EncodedQuery.where(idField, GREATER_OR_EQUAL, bound))
        .orElse(EncodedQuery.everything());
  }

  /** The rows below the end of this range. */
  EncodedQuery upperBound(String idField) {
    return to.map(bound -> EncodedQuery.where(idField, LESS, bound))
        .orElse(EncodedQuery.everything());
  }
}
