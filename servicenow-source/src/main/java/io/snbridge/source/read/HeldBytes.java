/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes of a page that somebody has, until they are given back. Thread-safe. */
final class HeldBytes {

  static final HeldBytes NONE = new HeldBytes(0, Optional.empty());

  private final AtomicLong bytes;
  private final Optional<TableBytes> table;

  HeldBytes(long bytes, TableBytes table) {
    this(bytes, Optional.of(table));
  }

  private HeldBytes(long bytes, Optional<TableBytes> table) {
    this.bytes = new AtomicLong(bytes);
    this.table = table;
  }

  /** Once; then it does nothing. */
  void giveBack() {
    long taken = bytes.getAndSet(0);
    if (taken > 0) {
      table.ifPresent(from -> from.gaveBack(this, taken));
    }
  }
}
