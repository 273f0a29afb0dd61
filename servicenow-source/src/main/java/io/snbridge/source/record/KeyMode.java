/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

/** {@code key.mode}: what a record's key is made of. */
public enum KeyMode {
  /** The row's id. */
  SYS_ID,
  /** Lower-case hex SHA-256 over {@code key.fields}. */
  FIELD_HASH
}
