/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

/**
 * Rows to ask for at once, for all readers of a table: halves when the instance could not answer in
 * time, doubles again after {@value #FULL_PAGES_TO_GROW} full pages, up to {@code page.size}.
 * Thread-safe.
 */
final class PageSize {

  private static final int FULL_PAGES_TO_GROW = 10;

  private final int most;
  private int size;
  private int fullPages;

  PageSize(int most) {
    this.most = most;
    this.size = most;
  }

  synchronized int limit() {
    return size;
  }

  /**
   * A page of that limit was too much. Several readers may report the same trouble at once: the
   * size becomes half of what failed, not half for each report.
   */
  synchronized void tooMuch(int limit) {
    size = Math.min(size, Math.max(1, limit / 2));
    fullPages = 0;
  }

  /** A page of that limit came back full. */
  synchronized void full(int limit) {
    if (limit == size && ++fullPages >= FULL_PAGES_TO_GROW) {
      size = Math.min(most, size * 2);
      fullPages = 0;
    }
  }
}
