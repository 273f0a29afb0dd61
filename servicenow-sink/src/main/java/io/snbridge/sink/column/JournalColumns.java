/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.schema.TableColumn;
import io.snbridge.common.schema.TableColumns;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which columns are journals: what is written to one is added to what it has, so a write of it that
 * is repeated adds it twice. The dictionary tells; names that the user gave tell of columns that it
 * does not describe. Thread-safe; asks nothing.
 */
public final class JournalColumns {

  /** The types that take entries (docs: Journal field type). */
  private static final Set<String> TYPES = Set.of("journal", "journal_input", "journal_list");

  private final Optional<ColumnCatalog> catalog;
  private final Set<String> names;

  /**
   * @param catalog empty when nobody may ask the dictionary
   * @param names columns that are journals in every table whose dictionary is not known
   */
  public JournalColumns(Optional<ColumnCatalog> catalog, Set<String> names) {
    this.catalog = catalog;
    this.names = Set.copyOf(names);
  }

  /** Those of some columns that are journals. */
  public Set<String> among(Collection<String> columns, String table) {
    Optional<TableColumns> described =
        catalog.flatMap(asked -> asked.known(table)).flatMap(ColumnFindings::described);
    return columns.stream()
        .filter(column -> isJournal(column, described))
        .collect(Collectors.toSet());
  }

  /**
   * Whether none of these columns is a journal, for sure: two writes of them may be made one. False
   * while the dictionary was not asked yet.
   */
  public boolean areNone(Collection<String> columns, String table) {
    boolean asked = catalog.isEmpty() || catalog.get().known(table).isPresent();
    return asked && among(columns, table).isEmpty();
  }

  private boolean isJournal(String column, Optional<TableColumns> described) {
    return described
        .flatMap(table -> table.column(column))
        .map(TableColumn::internalType)
        .map(TYPES::contains)
        .orElseGet(() -> names.contains(column));
  }
}
