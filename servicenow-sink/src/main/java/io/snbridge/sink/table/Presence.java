/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

/**
 * Whether a row is there. A 404 does not tell: an ACL may hide the row, and the answer may be a
 * gateway's.
 */
public enum Presence {
  /** The instance counts no such row, hidden ones included. */
  ABSENT,
  /** It shows the row. */
  SEEN,
  /** It counts the row, and does not show it. */
  HIDDEN,
  /** The user may not ask, or the instance gives no count. */
  UNTOLD
}
