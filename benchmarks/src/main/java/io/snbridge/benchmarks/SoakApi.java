/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.StagingTable;
import java.util.Locale;
import java.util.Map;

/** An API that {@link SinkSoak} writes with, and what a run with it must look like. */
enum SoakApi {
  TABLE(RequestMatcher.any(), SoakApi.ROWS, "sys_id", Map.of()),

  /** An item takes a part of its batch's time, and ends with it. */
  BATCH(RequestMatcher.path("/api/now/v1/batch"), SoakApi.ROWS, "sys_id", Map.of()),

  /**
   * A map coalesces records that have a key, and each record without one makes a row. So nothing
   * but the staging rows, found by the record's id, tells whether an import may be sent again.
   */
  IMPORT_SET(
      RequestMatcher.any(),
      SoakApi.STAGING,
      SoakApi.KEY,
      Map.of(
          "import.set.record.id.field", "u_record_id",
          "behavior.on.null.values", "ignore"));

  static final String ROWS = "u_soak";
  static final String KEY = "u_key";
  private static final String STAGING = "u_imp_soak";

  private final RequestMatcher whole;
  private final String table;
  private final String keyColumn;
  private final Map<String, String> settings;

  SoakApi(RequestMatcher whole, String table, String keyColumn, Map<String, String> settings) {
    this.whole = whole;
    this.table = table;
    this.keyColumn = keyColumn;
    this.settings = settings;
  }

  /** The value of {@code write.api}. */
  String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Requests that may be late: what they do may happen after their end. */
  RequestMatcher whole() {
    return whole;
  }

  /** Requests that create rows. */
  RequestMatcher creates() {
    return (this == IMPORT_SET
            ? RequestMatcher.path("/api/now/import/" + table)
            : RequestMatcher.table(table))
        .and(RequestMatcher.method("POST"));
  }

  /** How many make a long run. The emulator looks through a whole table for each import. */
  int records() {
    return this == IMPORT_SET ? 20_000 : 100_000;
  }

  /** The table that records go to. */
  String table() {
    return table;
  }

  /** The column of the rows that has a record's key. */
  String keyColumn() {
    return keyColumn;
  }

  /** What the connector is told beside its file. */
  Map<String, String> settings() {
    return settings;
  }

  /** Import sets delete nothing. */
  boolean deletes() {
    return this != IMPORT_SET;
  }

  /** Whether a dead letter excuses a row: an import that may have been done is not repeated. */
  boolean excusesDeadLetters() {
    return this == IMPORT_SET;
  }

  void define(ServiceNowEmulator emulator) {
    emulator.table(
        ROWS,
        ColumnDefinition.col(KEY, "string"),
        ColumnDefinition.col("u_seq", "integer"),
        ColumnDefinition.col("u_text", "string"));
    if (this == IMPORT_SET) {
      emulator.stagingTable(
          StagingTable.staging(STAGING, KEY, "u_seq", "u_text", "u_record_id")
              .map("Soak", ROWS, KEY));
    }
  }
}
