/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.sink.column.ColumnCatalog;
import io.snbridge.sink.column.JournalColumns;
import io.snbridge.sink.config.ColumnKeys;
import java.util.Optional;

/**
 * What is known of the tables' columns.
 *
 * @param catalog asks the instance
 * @param described the catalog; empty when the settings want no check that needs the dictionary
 * @param journals tells journals from other columns
 */
record ColumnAccess(
    ColumnCatalog catalog, Optional<ColumnCatalog> described, JournalColumns journals) {

  static ColumnAccess of(ColumnKeys keys, ColumnCatalog catalog) {
    Optional<ColumnCatalog> described = Optional.of(catalog).filter(any -> keys.areDescribed());
    return new ColumnAccess(catalog, described, new JournalColumns(described, keys.journals()));
  }
}
