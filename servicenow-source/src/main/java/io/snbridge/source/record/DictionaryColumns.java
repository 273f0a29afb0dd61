/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.schema.ColumnLookup;
import io.snbridge.common.schema.TableColumn;
import io.snbridge.common.schema.TableColumns;
import io.snbridge.common.table.DisplayValue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The columns of a record's value, as the dictionary has them at one moment. Owned by the thread
 * that reads.
 */
final class DictionaryColumns {

  private static final Logger LOG = LoggerFactory.getLogger(DictionaryColumns.class);

  private final RecordSettings settings;
  private final ColumnLookup dictionary;
  private final Map<String, TableColumns> tables = new HashMap<>();

  private DictionaryColumns(RecordSettings settings, ColumnLookup dictionary) {
    this.settings = settings;
    this.dictionary = dictionary;
  }

  /**
   * Those of the table, or those of {@code fields} that the dictionary shows, walking along
   * references. {@link TableColumns#TAGS} is among them, which the dictionary does not show.
   *
   * @throws io.snbridge.common.schema.DictionaryUnreadableException when the user may not read it
   */
  static Map<String, TypedColumn> read(RecordSettings settings, ColumnLookup dictionary)
      throws InterruptedException {
    return new DictionaryColumns(settings, dictionary).read();
  }

  private Map<String, TypedColumn> read() throws InterruptedException {
    Map<String, TypedColumn> columns = new LinkedHashMap<>();
    TableColumns own = columns(settings.table());
    if (settings.fields().isEmpty()) {
      own.columns().forEach(column -> columns.put(column.name(), typed(column.name(), column)));
    }
    for (String field : settings.fields()) {
      walk(field).ifPresent(column -> columns.put(field, typed(field, column)));
    }
    if (settings.fields().isEmpty() || settings.fields().contains(TableColumns.TAGS)) {
      columns.computeIfAbsent(TableColumns.TAGS, tags -> undescribed(settings, tags));
    }
    return columns;
  }

  private Optional<TableColumn> walk(String path) throws InterruptedException {
    Optional<TableColumn> column = Optional.empty();
    String table = settings.table();
    for (String step : path.split("\\.", -1)) {
      if (table.isEmpty()) {
        return Optional.empty();
      }
      column = columns(table).column(step);
      table = column.map(TableColumn::reference).orElse("");
    }
    return column;
  }

  private TableColumns columns(String table) throws InterruptedException {
    TableColumns known = tables.get(table);
    if (known == null) {
      known = dictionary.columns(table);
      tables.put(table, known);
      if (known.hidden() > 0) {
        LOG.warn(
            "Table '{}': the user may not see {} of its columns in sys_dictionary. If rows have"
                + " them, they become strings, and so do encrypted passwords among them: give the"
                + " user read access to all entries, or name the columns that you want in"
                + " 'fields'",
            table,
            known.hidden());
      }
    }
    return known;
  }

  /** A secret stays one, whatever the user wants. */
  private TypedColumn typed(String path, TableColumn column) {
    boolean secret = InternalTypes.of(column.internalType()) == ValueType.SECRET;
    String wanted = settings.columnTypes().getOrDefault(path, column.internalType());
    return new TypedColumn(
        secret ? ValueType.SECRET : type(settings, path, column.internalType()),
        column.label(),
        settings.references().type(wanted, column.reference()));
  }

  /** A column that the dictionary does not show: text, unless the user says otherwise. */
  static TypedColumn undescribed(RecordSettings settings, String path) {
    return new TypedColumn(type(settings, path, "string"), "", Optional.empty());
  }

  private static ValueType type(RecordSettings settings, String path, String internalType) {
    ValueType type =
        InternalTypes.of(settings.columnTypes().getOrDefault(path, internalType))
            .in(settings.timeMode());
    boolean shown = settings.display() == DisplayValue.TRUE && type != ValueType.SECRET;
    return shown ? ValueType.TEXT : type;
  }
}
