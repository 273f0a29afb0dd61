/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

/** {@code nested.fields}: what a field becomes that holds an object or a list. */
public enum NestedFields {
  /** The record is refused. */
  FAIL,
  /** One column with JSON text. */
  JSON,
  /** A column for each field of an object, its names joined by '_'; a list is JSON text. */
  FLATTEN
}
