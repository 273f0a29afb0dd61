/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The user may not read what describes a table, or nothing describes it. The message says what the
 * user needs, and what can be done without.
 */
public final class DictionaryUnreadableException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String seen;

  DictionaryUnreadableException(String table, String seen, @Nullable Throwable cause) {
    super(
        ("The columns of table '%s' cannot be read: %s. The user needs read access, to tables"
                + " and fields, of sys_db_object (name, super_class) and sys_dictionary (name,"
                + " element, internal_type, max_length, reference, column_label, mandatory,"
                + " active): role personalize_dictionary, or read ACLs on both tables and on"
                + " their fields for one of the user's roles. Otherwise set 'schema.mode' to"
                + " 'string' or 'none', which need neither table. Database views have no"
                + " dictionary and always need one of these two.")
            .formatted(table, seen),
        cause);
    this.seen = seen;
  }

  DictionaryUnreadableException(String table, String seen) {
    this(table, seen, null);
  }

  /** What the instance answered, without advice. */
  public String seen() {
    return seen;
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
