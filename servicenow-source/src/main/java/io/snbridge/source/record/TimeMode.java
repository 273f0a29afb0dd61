/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

/** {@code time.mode}: what dates, times and durations become. */
public enum TimeMode {
  /** Connect's logical types, and seconds for durations. */
  CONNECT,
  /** The instance's text. */
  STRING
}
