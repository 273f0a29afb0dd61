/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import static io.snbridge.emulator.ColumnDefinition.col;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import java.util.ArrayList;
import java.util.List;

/** The columns that come with every table. */
final class SysColumns {
  /** Only tables that extend, or are extended, have it. */
  static final ColumnDefinition CLASS = col("sys_class_name", "sys_class_name").withMaxLength(80);

  private SysColumns() {}

  static List<ColumnDefinition> of(TableDefinition table) {
    List<ColumnDefinition> columns = new ArrayList<>();
    columns.add(col("sys_id", "GUID").withMaxLength(32));
    columns.add(col("sys_created_on", "glide_date_time"));
    columns.add(col("sys_created_by", "string").withMaxLength(40));
    if (table.updateStamps()) {
      columns.add(col("sys_updated_on", "glide_date_time"));
      columns.add(col("sys_updated_by", "string").withMaxLength(40));
      columns.add(col("sys_mod_count", "integer"));
    }
    return columns;
  }
}
