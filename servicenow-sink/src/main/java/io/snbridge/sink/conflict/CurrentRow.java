/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.conflict;

import io.snbridge.common.table.GlideDateTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A row as it is in ServiceNow.
 *
 * @param columns column to value: as text, an empty one {@code ""}, a reference as its sys_id. A
 *     column that the user may not read, or that the table does not have, is absent.
 */
public record CurrentRow(Map<String, String> columns) {

  /** When the row was changed last: UTC, whole seconds, by the instance's clock. */
  public static final String UPDATED_ON = "sys_updated_on";

  /** The name of the user who changed the row last. */
  public static final String UPDATED_BY = "sys_updated_by";

  /** The value of a column; empty when the column is absent. */
  public Optional<String> value(String column) {
    return Optional.ofNullable(columns.get(column));
  }

  /** {@value #UPDATED_ON}; empty when it is absent or no time. */
  public Optional<Instant> updatedOn() {
    return value(UPDATED_ON).flatMap(GlideDateTime::parse);
  }

  /** {@value #UPDATED_BY}; empty when it is absent. */
  public Optional<String> updatedBy() {
    return value(UPDATED_BY);
  }
}
