/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

/** {@code id.mode}: where a row's id comes from. */
public enum IdMode {
  /** From the record's {@code sys_id} field or its key; a create without one gets a computed id. */
  SYS_ID,
  /** Computed from topic and key. */
  DERIVED,
  /** The row is found by its content. */
  LOOKUP,
  /** As {@link #SYS_ID}, but the instance chooses the id of a create without one. */
  SERVER
}
