/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import java.util.List;

/** {@link SchemaMode#NONE}: schemaless maps of strings. */
record MapValues(Columns columns) implements RowValues {

  @Override
  public List<RowValue> of(List<Row> rows) {
    return rows.stream().map(row -> new RowValue(null, columns.of(row))).toList();
  }
}
