/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.time.Duration;

/**
 * Rows to ask for at once, for all readers of a table.
 *
 * <table>
 * <caption>What a page does to those after it</caption>
 * <tr><th>the page</th><th>next</th></tr>
 * <tr><td>the instance could not answer it in time</td><td>half of it</td></tr>
 * <tr><td>took longer than {@link #SLOW}, and is larger than reading began with</td><td>half of
 * it</td></tr>
 * <tr><td>{@value #PAGES_TO_GROW} full ones within {@link #FAST} each, none of them more bytes than a
 * page should have</td><td>twice as much, up to {@code page.size.max}</td></tr>
 * <tr><td>full ones of less than reading began with</td><td>twice as much after {@value
 * #PAGES_TO_RECOVER}</td></tr>
 * </table>
 *
 * <p>A size that was too much is tried again after {@value #PAGES_TO_RECOVER} full pages, and each
 * time that it still is after twice as many. Thread-safe.
 */
final class PageSize {

  /** So fast that a page of twice as many rows is far from any limit. */
  static final Duration FAST = Duration.ofSeconds(5);

  /** A third of the instance's usual quota. */
  static final Duration SLOW = Duration.ofSeconds(20);

  private static final int PAGES_TO_GROW = 3;
  private static final int PAGES_TO_RECOVER = 10;
  private static final int MOST_PATIENCE = 640;

  private final int first;
  private final int most;
  private int size;
  private int goodPages;
  private int tooLarge = Integer.MAX_VALUE;
  private int patience = PAGES_TO_RECOVER;

  /**
   * @param first rows of the first page
   * @param most rows that a page may grow to; not more than the first has for none
   */
  PageSize(int first, int most) {
    this.first = first;
    this.most = Math.max(first, most);
    this.size = first;
  }

  /**
   * Rows of the next page.
   *
   * @param fitting rows that have no more bytes than a page should have that has grown
   */
  synchronized int limit(int fitting) {
    return Math.min(size, Math.max(first, fitting));
  }

  /**
   * A page of that limit was too much. Several readers may report the same trouble at once: the
   * size becomes half of what failed, not half for each report.
   */
  synchronized void tooMuch(int limit) {
    shrink(limit, Math.max(1, limit / 2));
  }

  private void shrink(int limit, int smaller) {
    goodPages = 0;
    if (smaller < size) {
      size = smaller;
      patience = limit < tooLarge ? PAGES_TO_RECOVER : Math.min(MOST_PATIENCE, patience * 2);
      tooLarge = limit;
    }
  }

  /**
   * A page of that limit came back full.
   *
   * @param took from the request to the last row
   * @param fitting as {@link #limit} has it
   */
  synchronized void full(int limit, Duration took, int fitting) {
    if (limit >= tooLarge) {
      tooLarge = Integer.MAX_VALUE;
      patience = PAGES_TO_RECOVER;
    }
    if (limit != size) {
      return;
    }
    if (size > first && took.compareTo(SLOW) > 0) {
      shrink(limit, Math.max(first, limit / 2));
    } else if (size < first || took.compareTo(FAST) <= 0) {
      goodPages++;
      grow(fitting);
    }
  }

  private void grow(int fitting) {
    int larger = size < first ? Math.min(first, size * 2) : grown(fitting);
    boolean wasTooMuch = size < first || larger >= tooLarge;
    if (larger > size && goodPages >= (wasTooMuch ? patience : PAGES_TO_GROW)) {
      size = larger;
      goodPages = 0;
    }
  }

  private int grown(int fitting) {
    return (int) Math.min(Math.min(most, 2L * size), fitting);
  }
}
