/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Every row of a small query. A page is cut to its limit before rows are hidden, so only the count
 * says where the rows end: each page moves the offset by its limit, whatever it holds. Where it
 * cannot be right, an empty page does. A row that is deleted meanwhile moves those behind it, so
 * that one of them may be on no page: it counts as hidden.
 *
 * @param rows those that the user may see, and that are fit for use
 * @param odd how many are not
 * @param hidden how many the user may not see
 */
public record AllRows(List<Row> rows, int odd, long hidden) {

  /**
   * Reads all rows of a query.
   *
   * @param fits whether a row can be used, so that an odd one ends nothing; throws for a row that
   *     was not asked for: an instance ignores a condition that it does not understand, and its
   *     whole table would be read
   */
  public static AllRows read(
      Tables tables,
      String table,
      EncodedQuery query,
      List<String> fields,
      int pageSize,
      Predicate<Row> fits)
      throws InterruptedException {
    EncodedQuery ordered = query.orderBy("sys_id");
    List<Row> rows = new ArrayList<>();
    int seen = 0;
    long total;
    long most = 0;
    int offset = 0;
    Page page;
    do {
      page =
          tables.page(
              new PageRequest(table, ordered, fields, pageSize, offset, true, DisplayValue.FALSE));
      seen += page.rows().size();
      page.rows().stream().filter(fits).forEach(rows::add);
      total =
          page.totalCount().isPresent()
              ? page.totalCount().getAsLong()
              : tables.count(table, query);
      most = Math.max(most, total);
      offset += pageSize;
      // A count that is less than what was seen is not ServiceNow's, or not of now.
    } while (offset < total || (seen > total && !page.rows().isEmpty()));
    return new AllRows(rows, seen - rows.size(), Math.max(0, most - seen));
  }
}
