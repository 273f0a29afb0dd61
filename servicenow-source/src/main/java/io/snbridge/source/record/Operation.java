/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import java.util.Optional;

/** Header {@code servicenow.operation}: what happened to a row. */
enum Operation {
  READ("r"),
  CREATE("c"),
  UPDATE("u"),
  DELETE("d");

  private final String code;

  Operation(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }

  /**
   * Of a row that the stream read. A row counts its changes in {@code sys_mod_count}; where that is
   * missing, a row is new when it was last changed when it was created. A row that was created and
   * changed between two reads is therefore an update, though nobody saw it before: consumers treat
   * both alike.
   */
  static Operation streamed(Row row, String timestampField) {
    Optional<String> changes =
        row.value(RecordSettings.MOD_COUNT).filter(count -> !count.isEmpty());
    boolean created =
        changes
            .map("0"::equals)
            .orElseGet(
                () ->
                    row.value(RecordSettings.CREATED_ON)
                        .filter(on -> !on.isEmpty() && on.equals(row.values().get(timestampField)))
                        .isPresent());
    return created ? CREATE : UPDATE;
  }
}
