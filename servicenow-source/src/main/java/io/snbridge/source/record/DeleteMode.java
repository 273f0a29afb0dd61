/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

/** Setting {@code deletes}: what a deleted row gives. */
public enum DeleteMode {
  /** Nothing; the audit is not read. */
  NONE,
  /** A record with a null value. */
  TOMBSTONE,
  /** A record with the row's id and operation {@code d}, then a tombstone. */
  EVENT
}
