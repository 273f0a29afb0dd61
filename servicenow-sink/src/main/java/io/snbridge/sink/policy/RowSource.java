/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import io.snbridge.sink.conflict.CurrentRow;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which source wrote a row last: what a column of the row says, which this connector writes, too;
 * or, without such a column, whose user changed the row.
 *
 * @param column the column's name
 * @param users name of a user, in lower case, to source
 */
public record RowSource(Optional<String> column, Map<String, String> users) {

  public RowSource {
    users = Map.copyOf(users);
  }

  /** The column that tells. */
  String told() {
    return column.orElse(CurrentRow.UPDATED_BY);
  }

  /**
   * The source's name.
   *
   * @param told what the column has that tells
   * @return {@code ""} when it is nobody whose name is known
   */
  String of(String told) {
    return column.isPresent() ? told : users.getOrDefault(told.toLowerCase(Locale.ROOT), "");
  }
}
