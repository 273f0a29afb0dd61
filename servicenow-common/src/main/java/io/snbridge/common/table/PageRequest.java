/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.List;

/**
 * One list query.
 *
 * @param fields columns to return, dot-walked ones allowed; empty for all
 * @param limit rows at most
 * @param offset matching rows to pass over
 * @param count whether the instance shall count the matching rows ({@code X-Total-Count})
 * @param mostBytes an answer that has more, uncompressed, is not read to its end: it is {@link
 *     io.snbridge.common.transport.Reply.Poisoned}. One row may have more
 */
public record PageRequest(
    String table,
    EncodedQuery query,
    List<String> fields,
    int limit,
    int offset,
    boolean count,
    DisplayValue displayValue,
    long mostBytes) {

  /**
   * @throws IllegalArgumentException for a limit below 1, a negative offset, or a field that is no
   *     column name
   */
  public PageRequest {
    if (limit < 1 || offset < 0) {
      throw new IllegalArgumentException(
          "Table '%s': limit %d must be 1 at least, offset %d not negative"
              .formatted(table, limit, offset));
    }
    fields = List.copyOf(fields);
    fields.forEach(QuerySyntax::column);
  }

  /** One whose answer may have as many bytes as any. */
  public PageRequest(
      String table,
      EncodedQuery query,
      List<String> fields,
      int limit,
      int offset,
      boolean count,
      DisplayValue displayValue) {
    this(table, query, fields, limit, offset, count, displayValue, Long.MAX_VALUE);
  }

  /** The same, whose answer has no more bytes than these. */
  public PageRequest within(long bytes) {
    return new PageRequest(table, query, fields, limit, offset, count, displayValue, bytes);
  }

  /** Whether a name may be one of the fields: a column's, dot-walked or not. */
  public static boolean isField(String name) {
    return QuerySyntax.isColumn(name);
  }
}
