/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A table to be defined in the emulator. The columns every table has ({@code sys_id}, {@code
 * sys_created_on} and so on) come by themselves.
 *
 * @param name table name, such as {@code u_asset}
 * @param label the name people see
 * @param parent the table it extends, empty when it extends none
 * @param columns its own columns, without the inherited ones
 * @param displayColumn the column whose value stands for a row in references; empty picks {@code
 *     name} or {@code number}, whichever exists
 * @param updateStamps false for the rare table without {@code sys_updated_on}, {@code
 *     sys_updated_by} and {@code sys_mod_count}
 * @param auditDeletes false for a table with the dictionary attribute {@code no_audit_delete=true}
 * @param numberPrefix what the numbers begin with that the instance gives to new rows, as INC;
 *     empty where it gives none
 */
public record TableDefinition(
    String name,
    String label,
    String parent,
    List<ColumnDefinition> columns,
    String displayColumn,
    boolean updateStamps,
    boolean auditDeletes,
    String numberPrefix) {

  public TableDefinition {
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException(
          "Table name '" + name + "' must be lower case letters, digits and underscores");
    }
    Objects.requireNonNull(parent, "parent");
    columns = List.copyOf(columns);
  }

  /** A table that extends nothing. */
  public static TableDefinition table(String name, ColumnDefinition... columns) {
    return new TableDefinition(
        name, name, "", List.of(columns), "", true, !name.startsWith("sys_"), "");
  }

  /** The same table as an extension of another, which must be defined already. */
  public TableDefinition extending(String parentTable) {
    return new TableDefinition(
        name, label, parentTable, columns, displayColumn, updateStamps, auditDeletes, numberPrefix);
  }

  /** The same table with a label. */
  public TableDefinition labelled(String text) {
    return new TableDefinition(
        name, text, parent, columns, displayColumn, updateStamps, auditDeletes, numberPrefix);
  }

  /** The same table, shown in references by that column. */
  public TableDefinition displayedBy(String column) {
    return new TableDefinition(
        name, label, parent, columns, column, updateStamps, auditDeletes, numberPrefix);
  }

  /** The same table without {@code sys_updated_on}. */
  public TableDefinition withoutUpdateStamps() {
    return new TableDefinition(
        name, label, parent, columns, displayColumn, false, auditDeletes, numberPrefix);
  }

  /** The same table, whose deletes leave no row in {@code sys_audit_delete}. */
  public TableDefinition withoutDeleteAudit() {
    return new TableDefinition(
        name, label, parent, columns, displayColumn, updateStamps, false, numberPrefix);
  }

  /**
   * The same table, whose new rows get a {@code number} when they come without one: the prefix and
   * seven digits.
   */
  public TableDefinition numbered(String prefix) {
    return new TableDefinition(
        name, label, parent, columns, displayColumn, updateStamps, auditDeletes, prefix);
  }

  /** The same table with more columns. */
  public TableDefinition with(ColumnDefinition... more) {
    List<ColumnDefinition> all = new ArrayList<>(columns);
    all.addAll(List.of(more));
    return new TableDefinition(
        name, label, parent, all, displayColumn, updateStamps, auditDeletes, numberPrefix);
  }
}
