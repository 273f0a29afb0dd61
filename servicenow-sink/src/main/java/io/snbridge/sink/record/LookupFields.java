/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.sink.value.FieldValue;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;

/**
 * {@code id.lookup.fields}: finds the business key of a record.
 *
 * @param columns ServiceNow's names of them
 * @param exact whether case and accents tell rows apart
 */
public record LookupFields(List<String> columns, boolean exact) {

  private static final String KEY = "id.lookup.fields";

  public LookupFields {
    columns = List.copyOf(columns);
  }

  /**
   * The key of a row.
   *
   * @param row its columns
   * @throws DataException when one is missing, or no query can ask for it: names the column
   */
  BusinessKey of(String table, Map<String, String> row) {
    return of(table, row, "the value has nothing for it");
  }

  /**
   * What there is to find a row by that is deleted: of the row as far as the record has it, else of
   * the record's key, which is all that a tombstone has.
   */
  Map<String, FieldValue> deleted(Columns mapping, Optional<Object> row, Object key) {
    Set<String> names = new LinkedHashSet<>(columns);
    Map<String, FieldValue> found = new HashMap<>();
    if (key instanceof Struct || key instanceof Map) {
      found.putAll(mapping.only(names, key));
    }
    row.ifPresent(
        value ->
            mapping
                .only(names, value)
                .forEach(
                    (column, field) -> {
                      if (!field.text().isEmpty()) {
                        found.put(column, field);
                      }
                    }));
    return found;
  }

  /**
   * The key of a row that is deleted.
   *
   * @param row what {@link #deleted} found
   * @param hasRow whether the record has the row, and not its key alone
   * @throws DataException as {@link #of(String, Map)}
   */
  BusinessKey ofDeleted(String table, Map<String, String> row, boolean hasRow) {
    return of(
        table,
        row,
        hasRow
            ? "neither the deleted row nor the record's key has it"
            : "a tombstone has only its key, which must be a structure with a field for it");
  }

  private BusinessKey of(String table, Map<String, String> row, String why) {
    SortedMap<String, String> values = new TreeMap<>();
    for (String column : columns) {
      String value = row.getOrDefault(column, "");
      if (value.isBlank()) {
        throw new DataException(
            "Column '%s' (%s) must have a value to find the row by, and %s"
                .formatted(column, KEY, why));
      }
      values.put(column, expressible(column, value));
    }
    return new BusinessKey(table, values, exact);
  }

  /** The exception of the query names the value, and errors of records do not. */
  private static String expressible(String column, String value) {
    try {
      // As it is asked for: blanks at the end do not count.
      EncodedQuery.where(column, Operator.EQUALS, value.stripTrailing()).text();
      return value;
    } catch (IllegalArgumentException inexpressible) {
      throw new DataException(
          ("No query can ask for the row whose '%s' (%s) is the record's: ServiceNow would take the"
                  + " value for a script (javascript:), for \"empty\" (NULL), or it has a line break"
                  + " or another control character in it")
              .formatted(column, KEY));
    }
  }
}
