/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

/** {@code null.fields}: what a null field asks for. */
public enum NullFields {
  /** The column keeps what it has. */
  IGNORE,
  /** The column is emptied. */
  CLEAR,
  /** The same, and so is each column of {@code fields.include} that the record does not have. */
  REPLACE
}
