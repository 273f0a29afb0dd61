/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

/** An insert with a sys_id that exists. */
public final class DuplicateIdException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DuplicateIdException(String table, String sysId) {
    super(
        "Unique Key violation detected by database (Duplicate entry '%s' for key 'PRIMARY'), table %s"
            .formatted(sysId, table));
  }
}
