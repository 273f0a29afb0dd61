/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import java.util.List;

/** Turns rows into record values. Thread-safe. */
interface RowValues {

  /** Reads what is needed to know before the first row. */
  default void begin() throws InterruptedException {}

  /** Values so far that did not fit their type. */
  default long invalidValues() {
    return 0;
  }

  /** One value for each row, in order. */
  List<RowValue> of(List<Row> rows) throws InterruptedException;
}
