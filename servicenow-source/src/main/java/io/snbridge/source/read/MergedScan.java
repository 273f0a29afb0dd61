/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.scan.Scan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Scans whose rows are in order each, as one whose rows are in order: so one position is enough for
 * all of them. Owned by one thread.
 */
final class MergedScan {

  private static final class Part {
    private final Scan scan;
    private final Deque<Row> rows = new ArrayDeque<>();
    private boolean ended;

    Part(Scan scan) {
      this.scan = scan;
    }

    Row first() {
      return rows.peek();
    }
  }

  private final List<Part> parts;
  private final Comparator<Part> order;

  /**
   * @param order of the rows, the same as that of each scan
   */
  MergedScan(List<Scan> scans, Comparator<Row> order) {
    this.parts = scans.stream().map(Part::new).toList();
    this.order = Comparator.comparing(Part::first, order);
  }

  /** The next rows, never an empty list; empty at the end. */
  Optional<List<Row>> next() throws InterruptedException {
    for (Part part : parts) {
      if (part.rows.isEmpty() && !part.ended) {
        part.scan.next().ifPresentOrElse(part.rows::addAll, () -> part.ended = true);
        // The other parts' pages are asked for while this one is in hand.
        part.scan.bytes().lend();
      }
    }
    List<Row> merged = new ArrayList<>();
    // Beyond the last row of a part that goes on, the order is not known yet.
    while (parts.stream().noneMatch(part -> part.rows.isEmpty() && !part.ended)) {
      Optional<Part> least = parts.stream().filter(part -> !part.rows.isEmpty()).min(order);
      if (least.isEmpty()) {
        break;
      }
      merged.add(least.get().rows.poll());
    }
    return merged.isEmpty() ? Optional.empty() : Optional.of(merged);
  }

  /** Nothing more of it is read: its pages are not in hand any more. */
  void leave() {
    parts.forEach(part -> part.scan.takeBytes().giveBack());
  }

  /** Rows so far that may have been hidden, beyond those that were counted as such. */
  long doubtful() {
    return parts.stream().mapToLong(part -> part.scan.doubtful()).sum();
  }

  /** Whether rows may have been hidden so far, counted ones aside. */
  boolean mayHide() {
    return doubtful() > 0 || parts.stream().anyMatch(part -> part.scan.mayHide());
  }
}
