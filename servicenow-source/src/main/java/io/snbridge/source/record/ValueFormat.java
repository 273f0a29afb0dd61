/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import org.apache.kafka.connect.data.SchemaAndValue;

/** Makes a record's value of a row's. Thread-safe. */
interface ValueFormat {

  /** {@link OutputFormat#RECORD}: the row itself, of a deleted one what is known of it. */
  ValueFormat ROW = (change, row) -> new SchemaAndValue(row.schema(), row.value());

  /**
   * The value of a change's record.
   *
   * @param row the value of the change's row
   */
  SchemaAndValue of(Change change, RowValue row);
}
