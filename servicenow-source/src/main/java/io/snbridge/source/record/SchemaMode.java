/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

/** {@code schema.mode}: what a record's value looks like. */
public enum SchemaMode {
  /** A struct typed by {@code sys_dictionary}. */
  DICTIONARY,
  /** A schemaless map of strings. */
  NONE,
  /** A struct whose fields are all optional strings. */
  STRING
}
