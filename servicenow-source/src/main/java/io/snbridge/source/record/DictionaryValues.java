/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.log.Words;
import io.snbridge.common.schema.ColumnLookup;
import io.snbridge.common.table.Row;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link SchemaMode#DICTIONARY}: structs typed by the dictionary. A row with an unknown column has
 * the dictionary read again; every column keeps its type until the task starts anew, one that was
 * removed included, so that each schema can read what the one before it wrote. A column that the
 * dictionary does not show becomes text and is known from then on, so that a new column's name
 * costs one reading at most. Thread-safe.
 */
final class DictionaryValues implements RowValues {

  private static final Logger LOG = LoggerFactory.getLogger(DictionaryValues.class);

  private final RecordSettings settings;
  private final ColumnLookup dictionary;
  private final InvalidReport invalid;
  private final ReentrantLock reading = new ReentrantLock();

  /** Written under the lock. */
  private volatile TypedSchema schema;

  DictionaryValues(RecordSettings settings, ColumnLookup dictionary) {
    this.settings = settings;
    this.dictionary = dictionary;
    this.invalid = new InvalidReport(settings);
    this.schema = new TypedSchema(settings, Map.of());
  }

  @Override
  public void begin() throws InterruptedException {
    read(Set.of());
  }

  @Override
  public List<RowValue> of(List<Row> rows) throws InterruptedException {
    TypedSchema covering = covering(rows);
    List<RowValue> values = covering.values(rows);
    for (int i = 0; i < rows.size(); i++) {
      invalid.report(rows.get(i), values.get(i), covering);
    }
    return values;
  }

  @Override
  public long invalidValues() {
    return invalid.count();
  }

  /** One schema for the whole page, so that a page never has two. */
  private TypedSchema covering(List<Row> rows) throws InterruptedException {
    TypedSchema current = schema;
    Set<String> unknown = new HashSet<>();
    columnSets(rows).forEach(columns -> current.addUnknown(columns, unknown));
    return unknown.isEmpty() ? current : read(unknown);
  }

  /** Rows of a page share one set, mostly, and it is looked at once. */
  private static Set<Set<String>> columnSets(List<Row> rows) {
    Set<Set<String>> sets = Collections.newSetFromMap(new IdentityHashMap<>());
    rows.forEach(row -> sets.add(row.values().keySet()));
    return sets;
  }

  private TypedSchema read(Set<String> wanted) throws InterruptedException {
    reading.lockInterruptibly();
    try {
      Map<String, TypedColumn> known = schema.columns();
      if (!known.isEmpty() && known.keySet().containsAll(wanted)) {
        return schema;
      }
      Map<String, TypedColumn> columns =
          new HashMap<>(DictionaryColumns.read(settings, dictionary));
      warnOfOtherTypes(known, columns);
      Set<String> undescribed = new HashSet<>(wanted);
      undescribed.removeAll(columns.keySet());
      undescribed.removeAll(known.keySet());
      undescribed.forEach(
          column -> columns.put(column, DictionaryColumns.undescribed(settings, column)));
      columns.putAll(known);
      schema = new TypedSchema(settings, columns);
      say(known.keySet(), undescribed);
      return schema;
    } finally {
      reading.unlock();
    }
  }

  private void warnOfOtherTypes(Map<String, TypedColumn> known, Map<String, TypedColumn> columns) {
    known.forEach(
        (column, typed) -> {
          TypedColumn now = columns.getOrDefault(column, typed);
          if (now.type() != typed.type()) {
            LOG.warn(
                "Table '{}': column '{}' is now {} in sys_dictionary, but stays {} until the"
                    + " task restarts. To keep it {} after that, set 'column.types'",
                settings.table(),
                column,
                now.type().description(),
                typed.type().description(),
                typed.type().description());
          }
        });
  }

  private void say(Set<String> known, Set<String> undescribed) {
    if (!known.isEmpty()) {
      Set<String> added = new HashSet<>(schema.columns().keySet());
      added.removeAll(known);
      LOG.info(
          "Table '{}': columns {} are new; records have them from now on, and a new schema",
          settings.table(),
          Words.of(new TreeSet<>(added)));
    }
    if (!undescribed.isEmpty()) {
      LOG.warn(
          "Table '{}': rows have columns {}, which sys_dictionary does not show to the user;"
              + " they become strings unless 'column.types' says otherwise",
          settings.table(),
          undescribed);
    }
  }
}
