/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.catalog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The user may not read which tables there are. The message says what the user needs. */
public final class TableNamesUnreadableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TableNamesUnreadableException(String prefix, String seen, @Nullable Throwable cause) {
    super(
        ("The names of tables that begin with '%s' cannot be read: %s. Give the user read access"
                + " to sys_db_object and its fields sys_id, name (role personalize_dictionary, or"
                + " read ACLs for one of the user's roles), or name the tables in 'tables'.")
            .formatted(prefix, seen),
        cause);
  }

  TableNamesUnreadableException(String prefix, String seen) {
    this(prefix, seen, null);
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
