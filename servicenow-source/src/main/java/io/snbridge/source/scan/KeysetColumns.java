/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.log.OneLine;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.scan.PageRejectedException.Rule;
import java.time.Instant;
import java.util.List;

/**
 * Reads the columns of a row that its place depends on.
 *
 * @param timestampField column of the last change
 * @param idField column of the id
 */
public record KeysetColumns(String timestampField, String idField) {

  /** How the JSON text of a list or an object begins. */
  private static final List<String> NESTED = List.of("[\"", "[{", "[[", "[]", "{\"", "{}");

  /** Quoted in an error, at most. */
  private static final int LONGEST = 100;

  /** The id of a row of a page that was checked before. */
  public String id(Row row) {
    return row.value(idField).orElseThrow();
  }

  /** The timestamp of a row of a page that was checked before. */
  public Instant timestamp(Row row) {
    return row.value(timestampField).flatMap(GlideDateTime::parse).orElseThrow();
  }

  /**
   * @throws PageRejectedException when there is none, or JSON in its place: rows behind one would
   *     not come behind the other
   */
  String requireId(Row row) throws PageRejectedException {
    String id = row.value(idField).orElse("");
    if (id.isBlank()) {
      throw new PageRejectedException(
          Rule.COMPLETE,
          "a row has no value in column '%s'. The table has no such column, or the user may not read it"
              .formatted(idField));
    }
    if (isNested(id)) {
      throw new PageRejectedException(
          Rule.COMPLETE,
          "a row has '%s' in column '%s', which is no text"
              .formatted(OneLine.of(id, LONGEST), idField));
    }
    return id;
  }

  private static boolean isNested(String id) {
    // Most ids are none by their first character.
    return (id.charAt(0) == '[' || id.charAt(0) == '{') && NESTED.stream().anyMatch(id::startsWith);
  }

  /**
   * @throws PageRejectedException when there is none, or it is not a date-time
   */
  Instant requireTimestamp(Row row) throws PageRejectedException {
    return row.value(timestampField)
        .flatMap(GlideDateTime::parse)
        .orElseThrow(
            () ->
                new PageRejectedException(
                    Rule.COMPLETE,
                    "row %s has '%s' in column '%s', which is not yyyy-MM-dd HH:mm:ss. The table has no such column, or the user may not read it"
                        .formatted(
                            row.value(idField).orElse("?"),
                            row.value(timestampField).orElse("nothing"),
                            timestampField)));
  }
}
