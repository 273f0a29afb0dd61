/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

/**
 * A stretch of an index.
 *
 * @param low where it begins
 * @param includesLow whether a row at {@code low} belongs to it
 * @param high where it ends
 * @param includesHigh whether a row at {@code high} belongs to it
 */
public record Range(Key low, boolean includesLow, Key high, boolean includesHigh) {
  /** The whole index. */
  public static final Range ALL = new Range(Key.START, true, Key.END, true);
}
