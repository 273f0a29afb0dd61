/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.offset;

import java.util.TreeSet;

/**
 * One partition from its assignment to its revocation. Owned by the task thread; {@link #isRevoked}
 * may be asked on any.
 */
final class Lease {

  private final TreeSet<Long> pending = new TreeSet<>();
  private long highest = -1;
  private volatile boolean revoked;

  /** False when this offset, or a later one, was delivered before. */
  boolean deliver(long offset) {
    if (offset <= highest) {
      return false;
    }
    highest = offset;
    return pending.add(offset);
  }

  void finish(long offset) {
    pending.remove(offset);
  }

  int pending() {
    return pending.size();
  }

  /** The first offset that must not be passed; beyond all offsets when nothing is pending. */
  long firstPending() {
    return pending.isEmpty() ? Long.MAX_VALUE : pending.first();
  }

  void revoke() {
    revoked = true;
  }

  boolean isRevoked() {
    return revoked;
  }
}
