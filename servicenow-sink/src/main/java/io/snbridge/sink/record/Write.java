/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Locale;
import java.util.Map;

/** What one record asks of one row of one table. Values never hold the {@code sys_id}. */
public sealed interface Write {

  String table();

  /** The row's id: given, or computed before the first request. */
  String sysId();

  /** What its row's writes have in common, and other rows' have not: they are done in order. */
  default String identity() {
    return sysId();
  }

  /** Changes the row, and creates it with this id when it is not there. */
  record Upsert(String table, String sysId, Map<String, String> values) implements Write {}

  /** Creates the row with this id; a row that is there already is left as it is. */
  record Insert(String table, String sysId, Map<String, String> values) implements Write {}

  /** Changes the row; refused when it is not there. */
  record Update(String table, String sysId, Map<String, String> values) implements Write {}

  /** Changes the row; nothing when it is not there. */
  record UpdateIfThere(String table, String sysId, Map<String, String> values) implements Write {}

  /** Deletes the row; done when it is not there. */
  record Delete(String table, String sysId) implements Write {}

  /** What is written: column to value; nothing by a delete. */
  default Map<String, String> values() {
    return Map.of();
  }

  /**
   * The same, with other values.
   *
   * @throws IllegalArgumentException for a delete, which has none
   */
  default Write with(Map<String, String> values) {
    if (this instanceof Upsert upsert) {
      return new Upsert(upsert.table(), upsert.sysId(), values);
    }
    if (this instanceof Insert insert) {
      return new Insert(insert.table(), insert.sysId(), values);
    }
    if (this instanceof Update update) {
      return new Update(update.table(), update.sysId(), values);
    }
    if (this instanceof UpdateIfThere update) {
      return new UpdateIfThere(update.table(), update.sysId(), values);
    }
    throw new IllegalArgumentException("A delete writes no columns");
  }

  /**
   * For logs, errors and reports: {@code upsert}, {@code insert}, {@code update}, {@code delete}.
   */
  default String operation() {
    return this instanceof UpdateIfThere
        ? "update"
        : getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** For logs and errors: {@code upsert of incident/0123...}. Holds no values. */
  default String describe() {
    return operation() + " of " + table() + "/" + sysId();
  }
}
