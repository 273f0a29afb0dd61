/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;

/** How many bytes a table's rows have, as its last pages say. Thread-safe. */
final class RowBytes {

  /** Of a row of which only id and timestamp are asked for. */
  private static final int ID_BYTES = 128;

  private static final int ID_COLUMNS = 2;

  /** Of any other, until one was seen. */
  private static final int FIRST_GUESS = 2048;

  private volatile long ofRow = FIRST_GUESS;

  /** As many as a page of them is going to have. */
  long of(PageRequest request) {
    return request.limit() * (isOfIds(request) ? ID_BYTES : ofRow);
  }

  /**
   * Rows that are going to have so many bytes at most; one at least.
   *
   * @param idsOnly whether only id and timestamp are asked for
   */
  int rowsIn(long bytes, boolean idsOnly) {
    return (int) Math.max(1, Math.min(bytes / (idsOnly ? ID_BYTES : ofRow), Integer.MAX_VALUE));
  }

  /** Rises at once and falls slowly: one large row may be followed by others. */
  void learn(PageRequest request, Page page) {
    if (!isOfIds(request) && !page.rows().isEmpty()) {
      long seen = Math.max(1, page.bytes() / page.rows().size());
      long known = ofRow;
      ofRow = seen > known || known == FIRST_GUESS ? seen : (3 * known + seen) / 4;
    }
  }

  private static boolean isOfIds(PageRequest request) {
    return !request.fields().isEmpty() && request.fields().size() <= ID_COLUMNS;
  }
}
