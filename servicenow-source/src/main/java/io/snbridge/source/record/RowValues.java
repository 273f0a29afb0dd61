/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import java.util.List;
import org.apache.kafka.connect.data.SchemaAndValue;

/** Turns rows into record values. Thread-safe. */
interface RowValues {

  /** One value for each row, in order. */
  List<SchemaAndValue> of(List<Row> rows);
}
