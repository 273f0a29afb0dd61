/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.position.Stamp;
import io.snbridge.source.read.PageRejected.Rule;
import java.time.Instant;

/**
 * Reads the columns of a row that its place depends on.
 *
 * @param timestampField column of the last change
 * @param idField column of the id
 */
record RowReader(String timestampField, String idField) {

  /** The id of a row of a page that was checked before. */
  String id(Row row) {
    return row.values().get(idField);
  }

  /** The timestamp of a row of a page that was checked before. */
  Instant timestamp(Row row) {
    return Stamp.parse(row.values().get(timestampField)).orElseThrow();
  }

  /**
   * @throws PageRejected when there is none
   */
  String requireId(Row row) throws PageRejected {
    return row.value(idField)
        .filter(id -> !id.isBlank())
        .orElseThrow(
            () ->
                new PageRejected(
                    Rule.COMPLETE,
                    "a row has no value in column '%s'. The table has no such column, or the user may not read it"
                        .formatted(idField)));
  }

  /**
   * @throws PageRejected when there is none, or it is not a date-time
   */
  Instant requireTimestamp(Row row) throws PageRejected {
    return row.value(timestampField)
        .flatMap(Stamp::parse)
        .orElseThrow(
            () ->
                new PageRejected(
                    Rule.COMPLETE,
                    "row %s has '%s' in column '%s', which is not yyyy-MM-dd HH:mm:ss. The table has no such column, or the user may not read it"
                        .formatted(
                            row.value(idField).orElse("?"),
                            row.value(timestampField).orElse("nothing"),
                            timestampField)));
  }
}
