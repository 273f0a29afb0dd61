/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

/** {@code behavior.on.null.values}: what a record without a value asks for. */
public enum NullValues {
  FAIL,
  IGNORE,
  DELETE
}
