/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

/** {@code behavior.on.invalid.values}: what becomes of a value that does not fit its type. */
public enum InvalidValues {
  /** The field is null, the text is in a header. */
  NULL,
  /** The task fails. */
  FAIL
}
