/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.offset;

import java.util.TreeMap;

/**
 * One partition from its assignment to its revocation. Owned by the task thread; {@link #isRevoked}
 * may be asked on any.
 */
final class PartitionOffsets {

  /** How many records at each offset. */
  private final TreeMap<Long, Integer> pending = new TreeMap<>();

  private int size;
  private long bytes;
  private volatile boolean revoked;

  void deliver(long offset, long size) {
    pending.merge(offset, 1, Integer::sum);
    this.size++;
    bytes += size;
  }

  void finish(long offset, long size) {
    pending.computeIfPresent(offset, (o, count) -> count == 1 ? null : count - 1);
    this.size--;
    bytes -= size;
  }

  Pending pending() {
    return new Pending(size, bytes);
  }

  /** The first offset that must not be passed; beyond all offsets when nothing is pending. */
  long firstPending() {
    return pending.isEmpty() ? Long.MAX_VALUE : pending.firstKey();
  }

  void revoke() {
    revoked = true;
  }

  boolean isRevoked() {
    return revoked;
  }
}
