/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

/** What a request is for: who goes first when an hour's requests run short. */
public enum Purpose {
  /** Changes of tables that change, tokens, writes. */
  CHANGES,
  /** A look at a table that did not change lately. */
  IDLE,
  /** Rows that wait anyway. */
  SNAPSHOT
}
