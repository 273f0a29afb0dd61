/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.conflict;

import java.util.LinkedHashMap;
import java.util.Map;

/** What becomes of a record. Reasons are for logs and reports, and should hold no values. */
public sealed interface Decision {

  /** The record is written as it asks. */
  record Write() implements Decision {}

  /** These columns are written instead of the record's. */
  record WriteColumns(Map<String, String> columns) implements Decision {

    /**
     * @throws IllegalArgumentException when there is none
     */
    public WriteColumns {
      if (columns.isEmpty()) {
        throw new IllegalArgumentException("No column is left to write; skip() says so");
      }
      columns = new LinkedHashMap<>(columns);
    }
  }

  /** Nothing is written, and the record is done. */
  record Skip(String reason) implements Decision {}

  /** Nothing is written; both versions go to {@code conflict.review.topic}. */
  record Review(String reason) implements Decision {}

  /** Nothing is written; the record goes to the dead letter queue. */
  record Refuse(String reason) implements Decision {}

  /** The record is written as it asks. */
  static Decision write() {
    return new Write();
  }

  /**
   * Other columns are written than those that the record asks for: fewer, more, or with other
   * values. Not for a delete.
   *
   * @param columns column to value, as ServiceNow's text, without the {@code sys_id}
   * @throws IllegalArgumentException when there is none
   */
  static Decision write(Map<String, String> columns) {
    return new WriteColumns(columns);
  }

  /** Nothing is written, and the record is done. */
  static Decision skip(String reason) {
    return new Skip(reason);
  }

  /**
   * Nothing is written; the record and the row go to {@code conflict.review.topic}. The row's
   * version has the columns that {@link ConflictPolicy#columns} asked for.
   */
  static Decision review(String reason) {
    return new Review(reason);
  }

  /** Nothing is written; the record goes to the dead letter queue, or fails the task. */
  static Decision refuse(String reason) {
    return new Refuse(reason);
  }
}
