/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

/** {@code snapshot.mode}: where a table that has no stored position begins. */
public enum SnapshotMode {
  /** Every row once, then changes. */
  INITIAL,
  /** Changes from now. */
  LATEST,
  /** Changes from {@code start.timestamp}. */
  NEVER
}
