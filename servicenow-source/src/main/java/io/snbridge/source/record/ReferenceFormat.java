/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

/** What a reference to another row is in a record. */
public enum ReferenceFormat {
  /** Its sys_id. */
  ID,
  /** The URL of the row that it points to, and its sys_id. */
  LINK,
  /** Its sys_id, and what users see of it. */
  BOTH
}
