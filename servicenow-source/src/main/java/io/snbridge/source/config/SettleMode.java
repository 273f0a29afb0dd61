/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

/** {@code settle.mode}: what becomes of rows that are younger than {@code settle.ms}. */
public enum SettleMode {
  /** They are sent as soon as they are seen, and read again when they have settled. */
  EARLY,
  /** They are not read before. */
  WAIT
}
