/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

/** {@code output.format}: whether a record's value is the row, or an envelope around it. */
public enum OutputFormat {
  /** The row. */
  RECORD,
  /** The row before and after the change, with where it comes from and what happened. */
  ENVELOPE
}
