/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.RecordSettings;
import java.util.List;

/**
 * What a scan knows of the rows that it reads.
 *
 * @param alias for what it says
 * @param table its name in ServiceNow
 * @param query which of its rows
 * @param timestampField column that says when a row was last changed
 * @param idField column that identifies a row
 * @param fields columns to ask for; empty for all
 * @param pageSize rows of the first request
 * @param mostPageSize rows that requests may grow to
 */
public record ScanTarget(
    String alias,
    String table,
    EncodedQuery query,
    String timestampField,
    String idField,
    List<String> fields,
    DisplayValue display,
    int pageSize,
    int mostPageSize) {

  /** The rows of a table, as they are read for records. */
  public static ScanTarget rows(TableConfig table) {
    return of(table, table.record(), table.pageSize(), table.pageSizeMax());
  }

  /**
   * The same rows, of which only some columns are read.
   *
   * @param leastPage rows of a page at least: these are small
   */
  public static ScanTarget columns(TableConfig table, List<String> columns, int leastPage) {
    RecordSettings some =
        table.record().reading(table.table(), columns, table.timestampField(), table.idField());
    int page = Math.max(table.pageSize(), leastPage);
    return of(table, some, page, page);
  }

  private static ScanTarget of(
      TableConfig table, RecordSettings record, int pageSize, int mostPageSize) {
    return new ScanTarget(
        table.alias(),
        table.table(),
        table.query(),
        table.timestampField(),
        table.idField(),
        record.requestedFields(),
        record.requestedDisplay(),
        pageSize,
        mostPageSize);
  }
}
