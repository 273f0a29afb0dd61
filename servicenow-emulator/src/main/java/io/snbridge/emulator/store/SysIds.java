/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Makes sys_ids: 32 lower-case hexadecimal digits, the same ones for the same seed. Thread safe.
 */
public final class SysIds {
  private final SplittableRandom random;

  /** Starts the sequence of a seed. */
  public SysIds(long seed) {
    random = new SplittableRandom(seed);
  }

  /** The next one. */
  public synchronized String next() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
