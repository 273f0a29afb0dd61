/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.load.Transformed;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rows of staging tables, by the id of the record that they came from. What became of each is in
 * the columns that a staging table has of {@code sys_import_set_row}.
 */
public final class StagedRows {

  private static final String SYS_ID = "sys_id";
  private static final String SET = "sys_import_set";
  private static final String STATE = "sys_import_state";
  private static final String COMMENT = "sys_import_state_comment";
  private static final String MAP = "sys_transform_map";
  private static final String TARGET_TABLE = "sys_target_table";
  private static final String TARGET = "sys_target_sys_id";
  private static final String PENDING = "pending";

  /** A record is there once; more than a few times, and the condition was ignored. */
  private static final int MOST = 10;

  private final TableApi tables;
  private final String field;
  private final Set<String> readable = ConcurrentHashMap.newKeySet();

  /**
   * @param field the staging column with the record's id
   */
  public StagedRows(TableApi tables, String field) {
    this.tables = tables;
    this.field = field;
  }

  /** A row that was found. */
  record Staged(Row row) {

    boolean isPending() {
      String state = value(STATE);
      return state.isEmpty() || state.equalsIgnoreCase(PENDING);
    }

    Transformed transformed() {
      return new Transformed(
          value(MAP), value(TARGET_TABLE), value(TARGET), value(STATE), value(COMMENT));
    }

    /** For errors: its sys_id, and its import set's. */
    String describe() {
      return "staging row %s of import set %s".formatted(value(SYS_ID), value(SET));
    }

    private String value(String column) {
      return row.value(column).orElse("");
    }
  }

  /** Reads the rows of a record; a page, so that a hidden column shows, too. */
  CompletableFuture<Reply<Page>> find(String staging, String recordId, String correlationId) {
    return tables.page(
        new PageRequest(
            staging,
            EncodedQuery.where(field, EncodedQuery.Operator.EQUALS, recordId).orderBy(SYS_ID),
            List.of(SYS_ID, field, SET, STATE, COMMENT, MAP, TARGET_TABLE, TARGET),
            MOST,
            0,
            false,
            DisplayValue.FALSE),
        correlationId);
  }

  /**
   * Whether rows are what was asked for. ServiceNow ignores a condition on a column that a table
   * does not have, and finds every row.
   */
  boolean areOf(String recordId, List<Row> rows) {
    return rows.stream()
        .allMatch(row -> row.value(field).filter(recordId::equalsIgnoreCase).isPresent());
  }

  /** That a row of ours was found in a table: until then, none found may mean none shown. */
  void found(String staging) {
    readable.add(staging);
  }

  boolean areReadable(String staging) {
    return readable.contains(staging);
  }

  String field() {
    return field;
  }
}
