/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.catalog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The user may not read which tables extend a table. The message says what the user needs. */
public final class ClassesUnreadableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClassesUnreadableException(String table, String seen, @Nullable Throwable cause) {
    super(
        ("The tables that extend '%s' cannot be read: %s. ServiceNow audits a deleted row under"
                + " the table that the row was created in, so 'deletes' needs them. Give the user"
                + " read access to sys_db_object and its fields sys_id, name, super_class (role"
                + " personalize_dictionary, or read ACLs for one of the user's roles), or set"
                + " 'deletes' to 'none'.")
            .formatted(table, seen),
        cause);
  }

  ClassesUnreadableException(String table, String seen) {
    this(table, seen, null);
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
