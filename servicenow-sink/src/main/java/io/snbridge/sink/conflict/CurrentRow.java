/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.conflict;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
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

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  /** The value of a column; empty when the column is absent. */
  public Optional<String> value(String column) {
    return Optional.ofNullable(columns.get(column));
  }

  /** {@value #UPDATED_ON}; empty when it is absent or no time. */
  public Optional<Instant> updatedOn() {
    return value(UPDATED_ON).flatMap(CurrentRow::instant);
  }

  /** {@value #UPDATED_BY}; empty when it is absent. */
  public Optional<String> updatedBy() {
    return value(UPDATED_BY);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, STAMP).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException notAStamp) {
      return Optional.empty();
    }
  }
}
