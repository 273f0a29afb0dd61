/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.common.table.EncodedQuery.Operator.EQUALS;
import static io.snbridge.common.table.EncodedQuery.Operator.GREATER;
import static io.snbridge.common.table.EncodedQuery.Operator.GREATER_OR_EQUAL;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS_OR_EQUAL;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Stamp;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Asks for a row by its own stamp, to see whether windows find what is in them. That plain
 * date-times in queries are UTC is what most have seen, and not documented; an instance that reads
 * them in the user's zone would hold back or pass over every change. A user who may read a column
 * may still be denied to compare or sort it (query_range ACLs; ServiceNow: "Query ACLs").
 */
public final class StampProbe {

  /** What an instance does with a stamp. */
  public enum Finding {
    SOUND,
    /** There is no row with a stamp, or all of them changed while they were asked for. */
    UNPROVEN,
    OTHER_ZONE,
    NOT_BY_ID,
    NOT_BY_TIMESTAMP,
    IGNORED
  }

  private static final int CANDIDATES = 20;
  private static final int TRIES = 3;
  private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9_-]+");

  private final Tables tables;
  private final String table;
  private final String idField;
  private final String timestampField;

  public StampProbe(Tables tables, String table, String idField, String timestampField) {
    this.tables = tables;
    this.table = table;
    this.idField = idField;
    this.timestampField = timestampField;
  }

  /** Three requests, when all is well. */
  public Finding run() throws InterruptedException {
    return of(
        page(EncodedQuery.everything().orderBy(idField), CANDIDATES, idField, timestampField));
  }

  /**
   * Two requests, when all is well.
   *
   * @param rows some of the table's, with id and stamp
   */
  public Finding of(List<Row> rows) throws InterruptedException {
    List<Row> candidates = rows.stream().filter(this::isFit).limit(TRIES).toList();
    for (Row candidate : candidates) {
      Finding finding = judge(id(candidate), stamp(candidate).orElseThrow());
      if (finding != Finding.UNPROVEN) {
        return finding;
      }
    }
    return Finding.UNPROVEN;
  }

  /** What is wrong and what to do about it; empty when nothing is known to be. */
  public Optional<String> problem(Finding finding) {
    return switch (finding) {
      case SOUND, UNPROVEN -> Optional.empty();
      case OTHER_ZONE ->
          Optional.of(
              "The instance reads times in queries in the user's time zone instead of UTC: a row is not found at its own '%s'. Changes would be missed. Set the time zone of the connector's user to GMT"
                  .formatted(timestampField));
      case NOT_BY_ID -> Optional.of(denied(idField));
      case NOT_BY_TIMESTAMP -> Optional.of(denied(timestampField));
      case IGNORED ->
          Optional.of(
              ("Table '%s': the instance ignores conditions on '%s', so every row would match."
                      + " Name a column that exists and that the user may query")
                  .formatted(table, timestampField));
    };
  }

  private String denied(String column) {
    return ("Table '%s': the user may read column '%s', but not compare or sort by it: a row is"
            + " not found by its own value. Let one of the user's roles pass an ACL with the"
            + " operation query_range on '%s.%s'")
        .formatted(table, column, table, column);
  }

  private Finding judge(String id, String stamp) throws InterruptedException {
    EncodedQuery byId = where(idField, EQUALS, id);
    EncodedQuery inIdRange =
        where(idField, GREATER_OR_EQUAL, id).and(where(idField, LESS_OR_EQUAL, id));
    EncodedQuery atItsTime =
        where(timestampField, GREATER_OR_EQUAL, stamp)
            .and(where(timestampField, LESS_OR_EQUAL, stamp));
    boolean there = matches(inIdRange.and(atItsTime).orderBy(timestampField, idField));
    boolean elsewhere =
        matches(byId.and(where(timestampField, GREATER, stamp)))
            || (!there && matches(byId.and(where(timestampField, LESS, stamp))));
    if (there && !elsewhere) {
      return Finding.SOUND;
    }
    List<Row> again = page(byId, 1, idField, timestampField);
    if (again.size() != 1 || !stamp(again.get(0)).equals(Optional.of(stamp))) {
      // It has changed since, which explains all of this.
      return Finding.UNPROVEN;
    }
    if (there) {
      return Finding.IGNORED;
    }
    if (elsewhere) {
      return Finding.OTHER_ZONE;
    }
    return matches(inIdRange.orderBy(idField)) ? Finding.NOT_BY_TIMESTAMP : Finding.NOT_BY_ID;
  }

  private static EncodedQuery where(String column, EncodedQuery.Operator operator, String value) {
    return EncodedQuery.where(column, operator, value);
  }

  private boolean matches(EncodedQuery query) throws InterruptedException {
    return !page(query, 1, idField).isEmpty();
  }

  private List<Row> page(EncodedQuery query, int limit, String... fields)
      throws InterruptedException {
    return tables
        .page(new PageRequest(table, query, List.of(fields), limit, 0, false, DisplayValue.FALSE))
        .rows();
  }

  private boolean isFit(Row row) {
    return row.value(idField).filter(id -> PLAIN_ID.matcher(id).matches()).isPresent()
        && stamp(row).flatMap(Stamp::parse).isPresent();
  }

  private String id(Row row) {
    return row.value(idField).orElseThrow();
  }

  private Optional<String> stamp(Row row) {
    return row.value(timestampField);
  }
}
