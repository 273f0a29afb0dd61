/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.List;
import java.util.OptionalLong;

/**
 * One answer of a list query, believed as a whole. ServiceNow cuts a page to the limit before it
 * hides rows (KB3047115), so fewer rows than the limit prove nothing.
 *
 * @param totalCount rows that match the query, hidden ones included; empty when it was not asked
 *     for
 * @param bytes of the rows in the answer's body, uncompressed; 0 when that is not known
 */
public record Page(List<Row> rows, OptionalLong totalCount, long bytes) {

  /** One that came in no body. */
  public Page(List<Row> rows, OptionalLong totalCount) {
    this(rows, totalCount, 0);
  }
}
