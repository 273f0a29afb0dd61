/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The columns of a table, its own and the inherited ones. Immutable; in the order of their names,
 * {@code sys_id} first, which does not depend on when or how they were read.
 */
public final class TableColumns {

  /**
   * Every row has it, its display value being the row's tags, and {@code sys_dictionary} has no
   * entry for it.
   */
  public static final String TAGS = "sys_tags";

  private final List<String> lineage;
  private final List<TableColumn> columns;
  private final Map<String, TableColumn> byName;
  private final long hidden;

  /**
   * @param lineage the table, the table it extends, and so on
   * @param columns each name once, in any order
   * @param hidden entries of the dictionary that exist but were not shown
   */
  public TableColumns(List<String> lineage, Collection<TableColumn> columns, long hidden) {
    this.lineage = List.copyOf(lineage);
    SortedMap<String, TableColumn> sorted = new TreeMap<>(ColumnOrder.ID_FIRST);
    columns.forEach(column -> sorted.put(column.name(), column));
    this.columns = List.copyOf(sorted.values());
    this.byName =
        this.columns.stream().collect(Collectors.toMap(TableColumn::name, Function.identity()));
    this.hidden = hidden;
  }

  /** The table's name. */
  public String table() {
    return lineage.get(0);
  }

  /** The table, the table it extends, and so on. */
  public List<String> lineage() {
    return lineage;
  }

  public List<TableColumn> columns() {
    return columns;
  }

  /** Empty when the dictionary does not have it, or does not show it. */
  public Optional<TableColumn> column(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Entries of the dictionary that the user may not see. */
  public long hidden() {
    return hidden;
  }
}
