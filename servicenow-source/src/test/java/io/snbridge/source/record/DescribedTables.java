/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The tables that describe tables, in memory: each extends none, and is described by one page. */
final class DescribedTables implements Tables {

  private final Map<String, Map<String, Map<String, String>>> columns = new LinkedHashMap<>();
  Runnable beforeReading = () -> {};
  int readings;

  DescribedTables column(String table, String column, String type) {
    return column(table, column, type, "");
  }

  DescribedTables column(String table, String column, String type, String reference) {
    columns
        .computeIfAbsent(table, t -> new LinkedHashMap<>())
        .put(
            column,
            Map.of(
                "name", table,
                "element", column,
                "internal_type", type,
                "reference", reference,
                "column_label", "The " + column));
    return this;
  }

  void remove(String table, String column) {
    columns.get(table).remove(column);
  }

  @Override
  public Page page(PageRequest request) {
    String query = request.query().text();
    String table = query.replaceFirst("^name(=|IN)", "").replaceFirst("\\^.*", "");
    if (request.table().equals("sys_db_object")) {
      return new Page(
          columns.containsKey(table)
              ? List.of(row(Map.of("name", table, "super_class", "")))
              : List.of(),
          OptionalLong.empty());
    }
    Runnable before = beforeReading;
    beforeReading = () -> {};
    before.run();
    readings++;
    List<Row> rows = columns.get(table).values().stream().map(DescribedTables::row).toList();
    return new Page(rows, OptionalLong.of(rows.size()));
  }

  @Override
  public long count(String table, EncodedQuery query) {
    throw new AssertionError("The page had its total");
  }

  private static Row row(Map<String, String> values) {
    return new Row(values, Map.of());
  }
}
